package emulator

// nameStock is what generated people are called and where they live. Romanised parts make addresses.
type nameStock struct {
	given, family []string
	latinGiven    []string // same order as given
	latinFamily   []string // same order as family
	familyFirst   bool     // written family name first, without a space
	locales       []placeStock
}

// placeStock is a place with its locale, time zone, calling code and the length of the rest of a mobile number.
type placeStock struct {
	country, city, locale, zone string
	phonePrefix                 string
	phoneDigits                 int
}

// stocks are drawn from with these weights: English most, Korean next, then others.
var stocks = []struct {
	weight int
	stock  nameStock
}{
	{5, english}, {4, korean}, {2, european},
}

var english = nameStock{
	given: []string{
		"Olivia", "Amelia", "Grace", "Hannah", "Ruth", "Naomi", "Charlotte", "Audrey", "Priya", "Zoe", "Martha", "Ivy",
		"James", "Henry", "Samuel", "Oscar", "Marcus", "Theo", "Daniel", "Victor", "Leo", "Ravi", "Elliot", "Walter",
		"Harriet", "Imogen", "Jonah", "Callum", "Freya", "Dominic",
	},
	family: []string{
		"Bennett", "Carter", "Hughes", "Whitfield", "Okafor", "Sharma", "Fletcher", "Ramsey", "Holloway", "Pearce",
		"Donovan", "Ellison", "Marsh", "Thornton", "Kapoor", "Winters", "Barlow", "Sinclair", "Osborne", "Quinn",
		"Lawson", "Prescott", "Hale", "Mbeki", "O'Connor", "Vaughan", "Doyle", "Ashworth", "Crane", "Nolan",
	},
	locales: []placeStock{
		{"GB", "Leeds", "en-GB", "Europe/London", "4477009", 5},
		{"US", "Portland", "en-US", "America/Los_Angeles", "1503555", 4},
		{"CA", "Halifax", "en-CA", "America/Halifax", "1902555", 4},
		{"IE", "Cork", "en-IE", "Europe/Dublin", "35385", 7},
	},
}

var korean = nameStock{
	given: []string{
		"서연", "지우", "하은", "민지", "수빈", "예린", "지현", "은채", "나연", "소율", "도윤", "시우", "민준", "현우", "준서",
		"성민", "태현", "재호", "우진", "동하", "유진", "가온", "하늘", "보람", "정훈",
	},
	latinGiven: []string{
		"seoyeon", "jiwoo", "haeun", "minji", "subin", "yerin", "jihyun", "eunchae", "nayeon", "soyul", "doyun", "siwoo",
		"minjun", "hyunwoo", "junseo", "seongmin", "taehyun", "jaeho", "woojin", "dongha", "yujin", "gaon", "haneul",
		"boram", "jeonghun",
	},
	family:      []string{"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍"},
	latinFamily: []string{"kim", "lee", "park", "choi", "jung", "kang", "cho", "yoon", "jang", "lim", "han", "oh", "seo", "shin", "kwon", "hwang", "ahn", "song", "ryu", "hong"},
	familyFirst: true,
	locales: []placeStock{
		{"KR", "서울", "ko-KR", "Asia/Seoul", "8210", 8},
		{"KR", "부산", "ko-KR", "Asia/Seoul", "8210", 8},
		{"KR", "대전", "ko-KR", "Asia/Seoul", "8210", 8},
	},
}

var european = nameStock{
	given: []string{
		"Léa", "Camille", "Søren", "Ingrid", "Matteo", "Giulia", "Jürgen", "Anneliese", "Zofia", "Paweł", "Inês", "João",
		"Noor", "Yusuf", "Elif", "Anaïs", "Björn", "Chloé",
	},
	latinGiven: []string{
		"lea", "camille", "soren", "ingrid", "matteo", "giulia", "juergen", "anneliese", "zofia", "pawel", "ines", "joao",
		"noor", "yusuf", "elif", "anais", "bjorn", "chloe",
	},
	family: []string{
		"Moreau", "Lefèvre", "Nørgaard", "Lindqvist", "Rossi", "De Luca", "Schäfer", "Vogel", "Kowalska", "Nowak",
		"Ferreira", "Gonçalves", "van den Berg", "Yılmaz", "Demir", "Åström",
	},
	latinFamily: []string{
		"moreau", "lefevre", "norgaard", "lindqvist", "rossi", "deluca", "schaefer", "vogel", "kowalska", "nowak",
		"ferreira", "goncalves", "vandenberg", "yilmaz", "demir", "astrom",
	},
	locales: []placeStock{
		{"FR", "Lyon", "fr-FR", "Europe/Paris", "336", 8},
		{"DE", "Leipzig", "de-DE", "Europe/Berlin", "49151", 8},
		{"DK", "Aarhus", "da-DK", "Europe/Copenhagen", "45", 8},
		{"PT", "Porto", "pt-PT", "Europe/Lisbon", "3519", 8},
	},
}

var (
	departments = []string{"Engineering", "Support", "Sales", "Finance", "People", "Operations", "Design", "Legal"}
	offices     = []string{"Leeds", "Seoul", "Lyon", "Portland", "remote"}
	mailHosts   = []string{"acme.example", "northwind.example", "hanbit.example", "lumen.example", "mail.example"}
)
