"""make — a verb -> the project's environment, then the verb's commands, on every system.

Runs on a plain Python 3.11 or newer, before anything is installed: standard library only.
``make VERB`` calls it on Linux and macOS, ``py make.py VERB`` on Windows.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "qiyou-stamp.txt"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
MADE = (".venv", "exports", ".pytest_cache", ".ruff_cache", ".hypothesis", "lib/qiyou.egg-info")


def main(words: list[str]) -> int:
    """Carry out one verb; the words after it go to its last command."""
    verb, extra = (words[0], words[1:]) if words else ("help", [])
    if verb not in VERBS:
        print(f"用法 usage: python make.py VERB\n\n{verb_list()}")
        return 0 if verb in ("help", "-h", "--help") else 2
    if verb == "clean":
        return clean()
    ensure_environment()
    for command in VERBS[verb][1]:
        is_last = command is VERBS[verb][1][-1]
        status = subprocess.call([str(PYTHON), *command, *(extra if is_last else [])], cwd=ROOT)
        if status == INCOMPLETE and verb == "refresh":
            # Every page is there and names what has not come in: nothing for make to stop at.
            return 0
        if status:
            return status
    return 0


# What `qiyou refresh` ends with where sections could not be computed for want of figures.
INCOMPLETE = 3
QIYOU = ("-m", "qiyou")
PYTEST = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile")
VERBS = {
    "refresh": ("运行全部刷新，生成 exports/index.html", [(*QIYOU, "refresh")]),
    "test": ("全部测试，含 nbval", [(*PYTEST,), (*PYTEST, "-p", "local_sockets",
                                                "--nbval", "--nbval-current-env", "notebooks")]),
    "check": ("代码检查与全部测试", [("-m", "ruff", "check"), (*QIYOU, "docs", "--check"),
                                   (str(ROOT / "make.py"), "test")]),
    "lab": ("打开 JupyterLab（中文界面）", [("-m", "jupyterlab", "--notebook-dir", str(ROOT))]),
    "notebooks": ("重新执行并整理 notebooks/", [(*QIYOU, "notebooks")]),
    "docs": ("由参数和代码生成 docs/ 中的表", [(*QIYOU, "docs")]),
    "lock": ("由 pyproject.toml 重写 requirements.lock",
             [("-m", "uv", "pip", "compile", "pyproject.toml", "--all-extras", "--universal",
               "--generate-hashes", "--python-version", "3.11", "--no-header", "--quiet",
               "--output-file", "requirements.lock")]),
    "clean": ("删除环境和生成的文件", []),
}


def verb_list() -> str:
    """One line a verb."""
    return "\n".join(f"  {verb:<10} {what}" for verb, (what, _) in VERBS.items())


def clean() -> int:
    """Delete what the verbs made; data that came in stays."""
    for name in MADE:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


def ensure_environment() -> None:
    """Make ``.venv`` from the lock when it is missing or was made from another one."""
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        sys.exit(f"需要 Python 3.11 或更新版本，现为 {found} (Python 3.11 or newer is needed)")
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    if Path(sys.prefix).resolve() == VENV.resolve():
        # The environment cannot replace itself while it runs (Windows locks its files).
        sys.exit(subprocess.call([sys._base_executable, *sys.argv], cwd=ROOT))
    print("正在准备运行环境（首次约需一两分钟） preparing .venv …", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        sys.exit("无法建立 .venv：请先安装 Python 的 venv 组件（Debian/Ubuntu：python3-venv）")
    if not install_with_uv():
        run("-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK))
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    speak_chinese()
    STAMP.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """What an environment is made from: lock, package declaration, interpreter, place."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]} {VENV}\n"


def install_with_uv() -> bool:
    """Install the lock with uv, itself taken from the lock; False where that cannot work.

    uv does not read pip's configuration, so a configured or closed index is left to pip.
    """
    if os.environ.get("PIP_INDEX_URL") or os.environ.get("PIP_NO_INDEX"):
        return False
    entry = re.search(r"(?ms)^uv==.*?(?=^\S|\Z)", LOCK.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "uv.lock"
        alone.write_text(entry[0], encoding="utf-8")
        pip = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(alone)]
        if subprocess.call([str(PYTHON), *pip]):
            return False
    # uv leaves compiling to the first start, and where that may not write, to every start.
    uv = ["-m", "uv", "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "-r",
          str(LOCK)]
    return subprocess.call([str(PYTHON), *uv, "--python", str(PYTHON)]) == 0


def speak_chinese() -> None:
    """Preset JupyterLab's interface language for this environment only."""
    folder = VENV / "share" / "jupyter" / "lab" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    preset = {
        "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"},
        # Nothing here may ask the network, nor may a reader be asked about it.
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false", "checkForUpdates": False},
    }
    (folder / "overrides.json").write_text(json.dumps(preset, indent=2), encoding="utf-8")


def run(*command: str) -> None:
    """Run the environment's Python, or stop with its exit code."""
    status = subprocess.call([str(PYTHON), *command], cwd=ROOT)
    if status:
        sys.exit(f"安装失败（退出码 {status}），请检查网络或软件源后重试")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
