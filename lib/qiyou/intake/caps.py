"""caps — nothing -> how much of one file the readers take in.

A county's largest form is a survey of some thousand households; whatever is far above that is a
mistake or an attack. Each cap has its own rule, so that the sender learns which one it was.
"""

FILE_BYTES = 20 * 1024 * 1024
# Hashing more than this would take longer than a sender waits for a refusal.
HASHED_BYTES = 512 * 1024 * 1024

# Container. Sheets of equal rows deflate to 1/100 at most; bombs to 1/1000.
MEMBERS = 2_000
INFLATED_BYTES = 100_000_000
INFLATE_RATIO = 250
RATIO_FROM_BYTES = 1_000_000

# Content of one file, all sheets together; columns of one sheet. A cell costs 15 to 25 µs from the
# file to the parent: as many as two seconds allow.
SHEETS = 64
ROWS = 20_000
COLUMNS = 512
CELLS = 40_000
CELL_CHARACTERS = 32_767
TEXT_CHARACTERS = 5_000_000
SHARED_STRINGS = 100_000
MERGES = 10_000
MERGED_PLACES = 2_000_000
STYLES = 66_000
# Elements of XML or records of .xls, cells without a value among them.
ELEMENTS = 400_000
ATTRIBUTES = 1_500_000
COLUMN_SHAPES = 16_384
DEAR_RECORDS = 50_000  # of .xls, whose parsing costs far more than a cell's
DEPTH = 60
LINE_CHARACTERS = 1_000_000

# The child process.
MEMORY_BYTES = 600_000_000
CPU_SECONDS = 12
WALL_SECONDS = 15
ANSWER_BYTES = 64_000_000
