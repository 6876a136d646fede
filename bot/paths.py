"""Where the parts that are not code lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LOCALES = ROOT / "locales"
MIGRATIONS = ROOT / "migrations"
