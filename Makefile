# The verbs live in make.py, so that Windows users without make have the same ones.
PYTHON ?= python3

.PHONY: help refresh test check lab notebooks docs lock clean
help refresh test check lab notebooks docs lock clean:
	@$(PYTHON) make.py $@
