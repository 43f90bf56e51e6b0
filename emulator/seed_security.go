package emulator

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// The browsers that people of the demo sign in with.
var seedAgents = []string{
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Linux; Android 15; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
}

// seedTargets are what people are linked with. Most have no connector: people of before are still linked.
var seedTargets = []string{"google", "github", "kakao", "apple"}

// seedShop is an application of somebody else.
func (t *tenant) seedShop() string {
	return t.seedApplication(application{name: "Northwind Shop", kind: kindTraditional, isThirdParty: true}, "").id
}

// securityOf is how many of the newest people have something: sessions and permissions are looked through from end to end.
const securityOf = 1500

// seedSecurity gives people factors, tokens, linked accounts and sessions, as each nth has them; not drawn from the
// generator's own source, so that a seed gives the people it always gave.
func (g *generator) seedSecurity(u *user, n int, place placeStock, handle string) {
	if n < g.total-securityOf {
		return
	}
	random := rand.New(rand.NewPCG(uint64(n), 0x5ec))
	at := func(days int) time.Time { return time.UnixMilli(g.now - int64(days)*day).UTC() }
	if n%2 == 0 {
		g.seedFactors(u, random, at)
	}
	if n%5 == 0 {
		for i, name := range []string{"deploy", "CI: nightly build", "백업 스크립트"}[:1+random.IntN(3)] {
			made := &personalToken{name: name, value: "pat_" + randomFrom(random, idAlphabet, 32), createdAt: at(20 + 30*i).UnixMilli()}
			if i != 1 {
				made.expiresAt = new(at(20 + 30*i).Add(time.Duration(30+random.IntN(60)) * 24 * time.Hour).UnixMilli())
			}
			u.accessTokens = append(u.accessTokens, made)
		}
	}
	if n%3 == 0 {
		target := seedTargets[n/3%len(seedTargets)]
		u.identities[target] = map[string]any{
			"userId":  randomFrom(random, "0123456789", 18),
			"details": map[string]any{"id": handle, "name": *u.name, "email": handle + "@mail.example", "rawData": map[string]any{"verified": true}},
		}
	}
	if u.lastSignInAt != nil && n%4 == 0 && !u.isSuspended {
		for i := range 1 + random.IntN(3) {
			g.seedSession(u, random, at(i), place, fmt.Sprintf("203.0.113.%d", 1+random.IntN(250)))
		}
	}
}

func (g *generator) seedFactors(u *user, random *rand.Rand, at func(days int) time.Time) {
	factor := func(kind string, days int) *mfaVerification {
		m := &mfaVerification{id: randomFrom(random, idAlphabet, 21), kind: kind, createdAt: at(days).Format(isoFormat)}
		u.mfa = append(u.mfa, m)
		return m
	}
	factor(mfaTOTP, 40+random.IntN(300)).secret = randomFrom(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)
	if random.IntN(2) == 0 {
		key := factor("WebAuthn", 10+random.IntN(200))
		key.name, key.agent, key.lastUsedAt = "", seedAgents[random.IntN(len(seedAgents))], at(random.IntN(9)).Format(isoFormat)
		if random.IntN(2) == 0 {
			key.name = "YubiKey 5C"
		}
	}
	if random.IntN(2) == 0 {
		codes := factor(mfaBackup, 9)
		for i := range backupCodeCount {
			code := backupCode{code: randomFrom(random, "0123456789abcdef", 10)}
			if i < random.IntN(4) {
				code.usedAt = at(1).Format(isoFormat)
			}
			codes.codes = append(codes.codes, code)
		}
	}
}

// seedSession is a browser that is signed in to the portal, with what it was permitted.
func (g *generator) seedSession(u *user, random *rand.Rand, at time.Time, place placeStock, ip string) {
	since := at.Add(-time.Duration(1+random.IntN(600)) * time.Minute).Unix()
	permitted := &grant{
		id: randomFrom(random, idAlphabet, 43), accountID: u.id, clientID: g.application, issuedAt: since, expiresAt: since + grantTTL,
		scope: []string{"openid", "profile", "offline_access"}, resources: map[string][]string{},
	}
	s := &session{
		id: randomFrom(random, idAlphabet, 43), uid: randomFrom(random, idAlphabet, 21), accountID: u.id, clientID: g.application,
		loginTs: since, issuedAt: since, expiresAt: since + sessionTTL,
		authorizations: map[string]*authorization{g.application: {sid: randomFrom(random, idAlphabet, 21), grantID: permitted.id}},
		submission: &submission{event: "SignIn", proofs: []map[string]any{}, context: map[string]any{
			"ip": ip, "userAgent": seedAgents[random.IntN(len(seedAgents))], "country": place.country, "city": place.city,
		}},
	}
	g.tenant.oidc.grants = append(g.tenant.oidc.grants, permitted)
	if random.IntN(2) == 0 {
		g.tenant.oidc.grants = append(g.tenant.oidc.grants, &grant{
			id: randomFrom(random, idAlphabet, 43), accountID: u.id, clientID: g.shop, issuedAt: since - 3*daySeconds,
			expiresAt: since - 3*daySeconds + grantTTL, scope: []string{"openid", "email"}, resources: map[string][]string{},
		})
	}
	g.tenant.oidc.sessions[s.id] = s
}

func (g *generator) chance(percent int) bool { return g.random.IntN(100) < percent }
