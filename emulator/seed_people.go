package emulator

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"sync"
)

// day in milliseconds.
const day = 24 * 3600 * 1000

// demoPerson is somebody the demo starts with.
type demoPerson struct {
	Person
	email, phone, locale, zone string
	given, family              string
	title                      string
	picture                    *string
}

// demoPeople have passwords that can be typed; everybody else has none.
var demoPeople = []demoPerson{
	{
		Person: Person{Role: "admin", Username: "admin", Password: "Harbor-Lantern-27", Name: "Mina Calloway"},
		email:  "mina.calloway@acme.example", phone: "447700900101", locale: "en-GB", zone: "Europe/London",
		given: "Mina", family: "Calloway", title: "Head of IT",
	},
	{
		Person: Person{Role: "helpdesk", Username: "helpdesk", Password: "Maple-Signal-48", Name: "Jonas Reed"},
		email:  "jonas.reed@acme.example", phone: "447700900102", locale: "en-GB", zone: "Europe/London",
		given: "Jonas", family: "Reed", title: "Service desk",
	},
	{
		Person: Person{Role: "auditor", Username: "auditor", Password: "Copper-Meadow-63", Name: "한지원"},
		email:  "jiwon.han@acme.example", phone: "821055501003", locale: "ko-KR", zone: "Asia/Seoul",
		given: "지원", family: "한", title: "Internal audit",
	},
	{
		Person: Person{Role: "person", Username: "person", Password: "Willow-Compass-95", Name: "Clara Whitfield"},
		email:  "clara.whitfield@acme.example", phone: "447700900104", locale: "en-GB", zone: "Europe/London",
		given: "Clara", family: "Whitfield", title: "Designer",
	},
}

// seedPeople fills the tenant with organizations, the demo people and cfg.Users generated ones. The same seed gives the
// same people; their dates count back from the present.
func (s *Server) seedPeople(cfg Config) {
	t := s.tenant
	t.settings.signInExperience["signIn"] = map[string]any{"methods": []any{
		map[string]any{"identifier": "username", "password": true, "verificationCode": false, "isPasswordPrimary": true},
		map[string]any{"identifier": "email", "password": true, "verificationCode": false, "isPasswordPrimary": true},
	}}
	g := &generator{
		tenant: t, random: rand.New(rand.NewPCG(cfg.Seed, 0x5ee6)), seed: cfg.Seed, now: t.ms(), total: cfg.Users,
		organizations: t.seedOrganizations(), roles: t.seedEverydayRoles(), taken: map[string]int{},
		application: s.credentials.WebID, endpoint: cfg.Endpoint, shop: t.seedShop(),
	}
	for n := range cfg.Users {
		g.person(n)
	}
	for n, p := range demoPeople {
		p.picture = portraitURL(cfg.Endpoint, n)
		t.addDemoPerson(p, demoDigests()[n], g.now-int64(len(demoPeople)-n)*3600*1000, g.organizations[0])
		s.demo = append(s.demo, p.Person)
	}
}

// demoDigests are the digests of demoPeople's passwords. Hashing is slow on purpose; once in a process is enough.
var demoDigests = sync.OnceValue(func() []string {
	digests := make([]string, len(demoPeople))
	var wg sync.WaitGroup
	for n, p := range demoPeople {
		wg.Go(func() { digests[n], _ = hashPassword(p.Password) })
	}
	wg.Wait()
	return digests
})

func (t *tenant) addDemoPerson(p demoPerson, digest string, createdAt int64, home *organization) {
	u := newUser(shortID(), createdAt)
	u.username, u.primaryEmail, u.primaryPhone, u.name = &p.Username, &p.email, &p.phone, &p.Name
	u.avatar = p.picture
	u.passwordDigest, u.passwordAlgorithm = digest, ownAlgorithm
	u.profile = map[string]any{
		"givenName": p.given, "familyName": p.family, "locale": p.locale, "zoneinfo": p.zone,
	}
	u.customData = map[string]any{"department": "Operations", "title": p.title}
	t.people.add(u)
	if r := t.demoRole(p.Role); r != nil && p.Role != "person" {
		t.grantRole(u, r)
	}
	t.joinOrganization(u, home)
}

// newUser is a person without anything.
func newUser(id string, createdAt int64) *user {
	return &user{
		id: id, customData: map[string]any{}, profile: map[string]any{}, identities: map[string]any{},
		createdAt: createdAt, updatedAt: createdAt,
	}
}

func (t *tenant) seedOrganizations() []*organization {
	var made []*organization
	for _, text := range [][2]string{
		{"Acme", "The company itself"},
		{"Northwind Traders", "Wholesale customer since 2021"},
		{"한빛 주식회사", "서울의 협력사"},
		{"Lumen Studio", "Design agency"},
	} {
		o := &organization{
			id: shortID(), name: text[0], description: new(text[1]), customData: map[string]any{}, color: map[string]any{},
			branding: map[string]any{}, createdAt: t.ms(), members: map[string]*membership{},
		}
		t.organizations.add(o.id, o)
		made = append(made, o)
	}
	for _, text := range [][2]string{{"owner", "Manages the organization"}, {"member", "Belongs to the organization"}} {
		r := &organizationRole{id: longID(), name: text[0], description: new(text[1]), kind: "User"}
		t.orgRoles.add(r.id, r)
	}
	return made
}

// seedEverydayRoles are roles of other applications, without any of the portal's scopes.
func (t *tenant) seedEverydayRoles() []*role {
	var made []*role
	for _, text := range [][2]string{
		{"Employee", "Works here"}, {"Contractor", "Works here for a while"}, {"Billing manager", "Sees invoices"},
	} {
		r := &role{id: longID(), name: text[0], description: text[1], kind: "User", members: map[string]struct{}{}}
		t.roles.add(r.id, r)
		made = append(made, r)
	}
	return made
}

// generator makes plausible people.
type generator struct {
	tenant        *tenant
	random        *rand.Rand
	seed          uint64
	now           int64 // ms
	total         int
	organizations []*organization
	roles         []*role
	taken         map[string]int // addresses by how often they were drawn
	application   string
	shop          string // an application of somebody else
	endpoint      string
}

// person makes the nth person; the first is the oldest, so that each is an append to the list.
func (g *generator) person(n int) {
	stock := g.stock()
	given, family := g.random.IntN(len(stock.given)), g.random.IntN(len(stock.family))
	place := stock.locales[g.random.IntN(len(stock.locales))]
	span := int64(3 * 365 * day) // people joined over the last three years
	u := newUser(randomFrom(g.random, idAlphabet, 12), g.now-span+int64(n)*(span-day)/int64(max(1, g.total)))
	full := stock.given[given] + " " + stock.family[family]
	if stock.familyFirst {
		full = stock.family[family] + stock.given[given]
	}
	handle := g.handle(stock, given, family)
	u.name = &full
	if n%3 == 1 { // a third; not drawn, so that a seed gives the people it always gave
		u.avatar = portraitURL(g.endpoint, n)
	}
	g.identifiers(u, handle, place)
	g.profile(u, stock, given, family, place)
	g.history(u)
	g.active(u, n)
	g.seedSecurity(u, n, place, handle)
	g.tenant.people.add(u)
	g.memberships(u)
}

func (g *generator) stock() nameStock {
	total := 0
	for _, s := range stocks {
		total += s.weight
	}
	n := g.random.IntN(total)
	for _, s := range stocks {
		if n -= s.weight; n < 0 {
			return s.stock
		}
	}
	return english
}

// handle is the latin name with a number when it was drawn before: "minji.kim", "minji.kim2".
func (g *generator) handle(stock nameStock, given, family int) string {
	name := func(latin, plain []string, i int) string {
		if latin != nil {
			return latin[i]
		}
		return asciiLower(plain[i])
	}
	base := name(stock.latinGiven, stock.given, given) + "." + name(stock.latinFamily, stock.family, family)
	g.taken[base]++
	if g.taken[base] == 1 {
		return base
	}
	return fmt.Sprintf("%s%d", base, g.taken[base])
}

// asciiLower keeps the letters of a name.
func asciiLower(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, byte(r-'A'+'a'))
		case r >= 'a' && r <= 'z':
			out = append(out, byte(r))
		}
	}
	return string(out)
}

// identifiers: nearly everyone has an address, most a user name, half a phone number.
func (g *generator) identifiers(u *user, handle string, place placeStock) {
	if g.chance(95) {
		u.primaryEmail = new(handle + "@" + mailHosts[g.random.IntN(len(mailHosts))])
	}
	if u.primaryEmail == nil || g.chance(70) {
		u.username = new(usernameOf(handle))
	}
	if g.chance(55) {
		phone := place.phonePrefix + randomFrom(g.random, "0123456789", place.phoneDigits)
		if g.tenant.people.byPhone(phone) == nil {
			u.primaryPhone = &phone
		}
	}
}

func usernameOf(handle string) string {
	out := []byte(handle)
	for i := range out {
		if out[i] == '.' {
			out[i] = '_'
		}
	}
	return string(out)
}

func (g *generator) profile(u *user, stock nameStock, given, family int, place placeStock) {
	if g.chance(80) {
		u.profile["givenName"], u.profile["familyName"] = stock.given[given], stock.family[family]
	}
	if g.chance(60) {
		u.profile["locale"], u.profile["zoneinfo"] = place.locale, place.zone
	}
	if g.chance(25) {
		u.profile["birthdate"] = fmt.Sprintf("%d-%02d-%02d", 1955+g.random.IntN(50), 1+g.random.IntN(12), 1+g.random.IntN(28))
	}
	if g.chance(30) {
		u.profile["address"] = map[string]any{"locality": place.city, "country": place.country}
	}
	if g.chance(65) {
		u.customData["department"] = departments[g.random.IntN(len(departments))]
		u.customData["employeeId"] = fmt.Sprintf("E-%05d", g.random.IntN(100000))
	}
	if g.chance(30) {
		u.customData["office"] = offices[g.random.IntN(len(offices))]
	}
}

func (g *generator) memberships(u *user) {
	if g.chance(35) {
		g.tenant.grantRole(u, g.roles[g.random.IntN(len(g.roles))])
	}
	if !g.chance(40) {
		return
	}
	o := g.organizations[g.random.IntN(len(g.organizations))]
	g.tenant.joinOrganization(u, o)
	templates := g.tenant.orgRoles.rows
	o.members[u.id].roleIDs = []string{templates[min(g.random.IntN(8), len(templates)-1)].id}
}

// randomFrom draws n characters from a seeded source.
func randomFrom(random *rand.Rand, alphabet string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[random.IntN(len(alphabet))]
	}
	return cmp.Or(string(out), "0")
}
