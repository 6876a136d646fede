"""Words that are names and something else besides, and parts of names by which nobody is called.

Given names of Indonesia are often words: *Bintang*, *Cahaya*, *Putri*; months, numbers by birth, and heroes of whom a
lesson speaks. What stands here is asked about where it stands alone, never taken for a pupil by itself.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = _words("""
    adil agung ali amal amanah andalan anggun angin anugerah april arif asih august awal awan ayah ayu bagas bagus
    bahagia bakti bangsa barat baru bayu berkah berlian bestari bijak bintang budi bulan bumi bunga cahaya cahya
    cakra candra cantik cerah cerdas cinta citra dahlia damai dara dewa dewi dharma dian dwi eka emas embun fajar
    fatimah gading gagah garuda gemilang gilang hadiah hakim harapan hari hidayah hope ikhlas ilham ilmu iman
    indah indonesia insan intan islam januari jati jaya jelita joy juara jujur juli july jumat june juni kamis
    kartika kartini kasih kemala kenanga kencana kurnia laksana langit lapang laras laut lestari lintang luhur
    luna madu maju mandiri maret maria mark maryam matahari mawar may mega megah mei melati mentari merah merdeka
    muara muda muhammad mulia murni musa mustika mutiara nabi nada nanda negara nirmala nova november nur nurani
    oktober padi pagi pandu pangeran perdana perkasa permai permata pertama pertiwi pratama prestasi purnama
    pusaka puspa putera putih putra putri rabu raga rahmah rahmat raja ramadan ramadhan raya rejeki restu rezeki
    riang rohani ruh sabtu sahabat sakti salam salju samudera samudra sari sastra satria segara sehat sejahtera
    sejati selasa seni senin senja september seroja setia sinar siti sri suci sudirman sumber surya syawal syukur
    tama taufik teguh teladan terang teratai tiara tri tulus tunas ujung umar unggul utama wahyu wangi wibawa will
    wira yani yatim zaman
""")

PREFIXES = _words("""
    abd abdul abu achmad ahmad ahmat al an anak ananda andi bin binti cut de el gede gusti i ida kadek ketut
    komang luh m made md mhd moch moh mohamad mohammad mohammed muh muhamad muhammad nengah ni nur nyoman putu r
    raden raja rr siti sri st tengku teuku van von wayan
""")
"""How names begin, without being what a child is called."""

MARK_WORDS = _words("""
    nilai nilainya skor skornya angka ponten rapor mendapat mendapatkan memperoleh meraih mencapai mark marks
    score scores scored grade grades points
""")
"""In a clause with one of these, a number may be a mark."""

UNITS = _words("""
    menit jam hari minggu pekan bulan tahun semester kali halaman lembar soal tugas bab orang murid siswa teman
    buku paragraf kalimat kata poin persen rupiah ribu juta meter kg januari februari maret april mei juni juli
    agustus september oktober november desember wib wita wit minutes minute hours hour days day weeks week months
    month years year times pages page questions tasks chapters people pupils percent january february march may
    june july august october december
""")
"""What counts something else when it follows a number."""

COUNTERS = _words("""
    kelas bab halaman hal nomor no soal pukul jam tanggal tgl tp ke lantai ruang semester pertemuan latihan class
    chapter page number question lesson room exercise part
""")
"""What counts something else when it stands before a number."""
