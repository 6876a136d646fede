"""How much a file may hold. Generous for a school of 10,000 pupils, small enough for the smallest server."""

MAX_BYTES = 50_000_000
"""A file as it arrives. SpreadsheetML of 10,000 pupils × 66 columns is about 45 MB, .xlsx about 4 MB."""

MAX_UNPACKED_BYTES = 120_000_000
"""All members of a zip (.xlsx, .ods, OneRoster), counted while unpacking and not as the zip declares them."""

MAX_MEMBERS = 1_000
MAX_RATIO = 250
"""Unpacked ÷ packed. Sheets of empty formatted cells reach 100; a bomb starts at 1,000."""

RATIO_FREE_BYTES = 4_000_000
"""Below this unpacked size the ratio is not looked at: small regular files compress very well."""

MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CELLS = 2_500_000
MAX_SHEETS = 200

MAX_NAME = 100
MAX_CLASS = 60
MAX_SUBJECT = 120
MAX_NIPD = 24
"""Characters kept of a name, class, subject or school number; longer text is cut, with a remark."""
