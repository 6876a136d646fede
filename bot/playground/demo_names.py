"""Invented people: given names and family names as one meets them in Riau, put together by chance with a fixed seed."""

from collections.abc import Iterator
from random import Random

GIRLS = (
    "Aisyah Putri", "Nabila", "Salsabila", "Zahra Amelia", "Intan Permata", "Melati", "Rara Ayu", "Fitri Handayani",
    "Dinda Lestari", "Kirana", "Nur Azizah", "Tiara Maharani", "Wulan Sari", "Cahaya", "Mawar", "Anisa Rahma",
    "Putri Ramadhani", "Laras", "Hana Syakira", "Bunga Citra",
)  # fmt: skip
BOYS = (
    "Muhammad Fauzan", "Rizky", "Dimas Pratama", "Arif Rahman", "Bagas", "Farhan", "Ilham Maulana", "Yoga Saputra",
    "Raka Aditya", "Galih", "Hafiz", "Ihsan", "Reza Alfarizi", "Bayu", "Daffa", "Satria", "Teguh Prasetyo", "Wahyu",
    "Zaki Mubarak", "Andika",
)  # fmt: skip
FAMILIES = (
    "Siregar", "Nasution", "Harahap", "Hutapea", "Lubis", "Chaniago", "Tanjung", "Koto", "Piliang", "Hasibuan",
    "Wijaya", "Saputra", "Ramadhan", "Hidayat", "Kurniawan", "Susanto", "Firdaus", "Syahputra", "Daulay", "Melayu",
    "Simatupang", "Permana", "Utami", "Hakim",
)  # fmt: skip
MEN = ("Ahmad", "Budi", "Rudi", "Zulkifli", "Syamsul", "Edi", "Iwan", "Ramli", "Suhardi", "Taufik", "Yusuf", "Hasan")
WOMEN = (
    "Sri",
    "Ratna",
    "Ningsih",
    "Rosmawati",
    "Erni",
    "Lina",
    "Marlina",
    "Nurhayati",
    "Yuliana",
    "Wati",
    "Desi",
    "Eka",
)


def children(random: Random, count: int) -> Iterator[tuple[str, str]]:
    """`count` different names with L or P, as rosters write boy and girl; a class's share of each is even."""
    seen: set[str] = set()
    while len(seen) < count:
        sex = "LP"[len(seen) % 2]
        given, family = random.choice(BOYS if sex == "L" else GIRLS), random.choice(FAMILIES)
        name = f"{given} {family}"
        if name not in seen and family not in given:
            seen.add(name)
            yield name, sex


def adult(random: Random, man: bool) -> str:
    """A guardian's name."""
    return f"{random.choice(MEN if man else WOMEN)} {random.choice(FAMILIES)}"
