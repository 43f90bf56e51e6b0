package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// whole is an environment that serve can start with.
var whole = map[string]string{
	"LOGTO_ENDPOINT":       "https://auth.example.com",
	"LOGTO_APP_ID":         "web",
	"LOGTO_APP_SECRET":     "web-secret",
	"LOGTO_M2M_APP_ID":     "m2m",
	"LOGTO_M2M_APP_SECRET": "m2m-secret",
	"ROSTER_SESSION_KEY":   "0123456789abcdef0123456789abcdef",
}

func with(changes map[string]string) map[string]string {
	env := maps.Clone(whole)
	maps.Copy(env, changes)
	return env
}

func TestLoadConfig_hasDefaultsForWhatIsNotNeeded(t *testing.T) {
	t.Parallel()
	c, problems := loadConfig(with(map[string]string{"ROSTER_LISTEN": "  "}), true)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Config{
		LogtoEndpoint: "https://auth.example.com", LogtoAppID: "web", LogtoAppSecret: "web-secret",
		LogtoM2MAppID: "m2m", LogtoM2MAppSecret: "m2m-secret",
		URL: "http://localhost:8080", Listen: "127.0.0.1:8080", DatabaseURL: "sqlite:roster.db",
		SessionKey:         "0123456789abcdef0123456789abcdef",
		SessionIdleTimeout: 30 * time.Minute, SessionMaxAge: 12 * time.Hour,
		Resource: "https://roster/api", DefaultRegion: "KR", LogLevel: "info", LogFormat: "text",
		InviteLifetime: 7 * 24 * time.Hour, ResetLifetime: 24 * time.Hour, RetainSignIns: 2160 * time.Hour, RetainChanges: 8760 * time.Hour, RetainSecurity: 8760 * time.Hour,
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

// Browsers write an address in one way only, and that is what Host, Origin and
// issuer are compared with.
func TestLoadConfig_writesAddressesAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://people.example.com/":    "https://people.example.com",
		"https://people.example.com:443": "https://people.example.com",
		"https://people.example.com:":    "https://people.example.com",
		"HTTPS://People.Example.com":     "https://people.example.com",
		"https://people.example.com:80":  "https://people.example.com:80",
		"http://127.0.0.1:80":            "http://127.0.0.1",
		"http://LOCALHOST:8080":          "http://localhost:8080",
		"http://[::1]:80":                "http://[::1]",
		"http://[::1]:8080":              "http://[::1]:8080",
	} {
		c, problems := loadConfig(with(map[string]string{"ROSTER_URL": given, "LOGTO_ENDPOINT": given}), true)
		if len(problems) > 0 || c.URL != want || c.LogtoEndpoint != want {
			t.Errorf("%s: URL %q, endpoint %q, problems %v; want %q", given, c.URL, c.LogtoEndpoint, problems, want)
		}
	}
}

// wrong are environments, each with the start of each line that is printed, in order.
var wrong = map[string]struct {
	env  map[string]string
	want []string // the start of each line, in order
}{
	"nothing is set": {map[string]string{}, []string{
		"LOGTO_ENDPOINT is not set", "LOGTO_APP_ID is not set", "LOGTO_APP_SECRET is not set",
		"LOGTO_M2M_APP_ID is not set", "LOGTO_M2M_APP_SECRET is not set", "ROSTER_SESSION_KEY is not set",
	}},
	"http in the open":       {with(map[string]string{"ROSTER_URL": "http://people.example.com"}), []string{"ROSTER_URL is http on people.example.com: session cookies would cross the network readable"}},
	"http on loopback":       {with(map[string]string{"ROSTER_URL": "http://[::1]:8080"}), nil},
	"https":                  {with(map[string]string{"ROSTER_URL": "https://people.example.com/"}), nil},
	"a path":                 {with(map[string]string{"ROSTER_URL": "https://example.com/people"}), []string{"ROSTER_URL must be scheme, host and port only"}},
	"no scheme":              {with(map[string]string{"LOGTO_ENDPOINT": "auth.example.com"}), []string{"LOGTO_ENDPOINT must be an address"}},
	"a foreign scheme":       {with(map[string]string{"LOGTO_ENDPOINT": "ftp://auth.example.com"}), []string{"LOGTO_ENDPOINT must be an address"}},
	"a short key":            {with(map[string]string{"ROSTER_SESSION_KEY": "short"}), []string{"ROSTER_SESSION_KEY has 5 characters and needs at least 32"}},
	"a short audit key":      {with(map[string]string{"ROSTER_AUDIT_KEY": "short"}), []string{"ROSTER_AUDIT_KEY has 5 characters"}},
	"no port":                {with(map[string]string{"ROSTER_LISTEN": "localhost"}), []string{`ROSTER_LISTEN is "localhost": write address and port`}},
	"a wrong port":           {with(map[string]string{"ROSTER_LISTEN": ":99999"}), []string{`ROSTER_LISTEN has the port "99999"`}},
	"a database of no kind":  {with(map[string]string{"ROSTER_DATABASE_URL": "mysql://root:hunter2@db/roster"}), []string{"ROSTER_DATABASE_URL must be sqlite:<path> or postgres://"}},
	"a duration of no kind":  {with(map[string]string{"ROSTER_SESSION_MAX_AGE": "long"}), []string{"ROSTER_SESSION_MAX_AGE is not a duration"}},
	"a duration too short":   {with(map[string]string{"ROSTER_SESSION_IDLE_TIMEOUT": "1s"}), []string{"ROSTER_SESSION_IDLE_TIMEOUT must be at least 1m"}},
	"idle longer than whole": {with(map[string]string{"ROSTER_SESSION_IDLE_TIMEOUT": "13h"}), []string{"ROSTER_SESSION_IDLE_TIMEOUT is longer than ROSTER_SESSION_MAX_AGE"}},
	"a switch of no kind":    {with(map[string]string{"ROSTER_SHOW_ACCESS": "maybe"}), []string{"ROSTER_SHOW_ACCESS is neither true nor false"}},
	"a resource of no kind":  {with(map[string]string{"ROSTER_RESOURCE": "roster"}), []string{"ROSTER_RESOURCE must be an absolute URI"}},
	"a country of no kind":   {with(map[string]string{"ROSTER_DEFAULT_REGION": "Korea"}), []string{`ROSTER_DEFAULT_REGION is "Korea": write two capital letters`}},
	"hosts of pictures":      {with(map[string]string{"ROSTER_PICTURE_HOSTS": " files.example.com, 10.0.0.7:9000,[::1]:80,[fd00::1] ,"}), nil},
	"a picture, not a host":  {with(map[string]string{"ROSTER_PICTURE_HOSTS": "files.example.com,https://10.0.0.7/a"}), []string{`ROSTER_PICTURE_HOSTS has "https://10.0.0.7/a", which is no host`}},
	"a level of no kind":     {with(map[string]string{"ROSTER_LOG_LEVEL": "loud"}), []string{`ROSTER_LOG_LEVEL is "loud"`}},
	"a format of no kind":    {with(map[string]string{"ROSTER_LOG_FORMAT": "xml"}), []string{`ROSTER_LOG_FORMAT is "xml"`}},
	"mail":                   {with(map[string]string{"ROSTER_SMTP_URL": "smtps://roster:hunter2@smtp.example.com", "ROSTER_MAIL_FROM": "Example People <people@example.com>", "ROSTER_INVITE_LIFETIME": "720h", "ROSTER_RESET_LIFETIME": "5m"}), nil},
	"a sender and no server": {with(map[string]string{"ROSTER_MAIL_FROM": "people@example.com"}), nil},
	"a server of no kind":    {with(map[string]string{"ROSTER_SMTP_URL": "hunter2@smtp.example.com", "ROSTER_MAIL_FROM": "people@example.com"}), []string{"ROSTER_SMTP_URL must be smtp://user:password@host:587"}},
	"a server and no sender": {with(map[string]string{"ROSTER_SMTP_URL": "smtp://roster:hunter2@smtp.example.com"}), []string{"ROSTER_MAIL_FROM is not set, and mails need a sender"}},
	"a sender of no kind":    {with(map[string]string{"ROSTER_SMTP_URL": "smtp://smtp.example.com", "ROSTER_MAIL_FROM": "hunter2"}), []string{"ROSTER_MAIL_FROM must be an address such as"}},
	"both of no kind":        {with(map[string]string{"ROSTER_SMTP_URL": "hunter2", "ROSTER_MAIL_FROM": "hunter2"}), []string{"ROSTER_SMTP_URL must be", "ROSTER_MAIL_FROM must be"}},
	"links of a minute":      {with(map[string]string{"ROSTER_INVITE_LIFETIME": "4m59s", "ROSTER_RESET_LIFETIME": "0s"}), []string{"ROSTER_INVITE_LIFETIME must be from 5m to 720h", "ROSTER_RESET_LIFETIME must be from 5m to 720h"}},
	"links of a year":        {with(map[string]string{"ROSTER_INVITE_LIFETIME": "8760h", "ROSTER_RESET_LIFETIME": "7d"}), []string{"ROSTER_RESET_LIFETIME is not a duration", "ROSTER_INVITE_LIFETIME must be from 5m to 720h"}},
	"several at once": {with(map[string]string{"ROSTER_LOG_LEVEL": "loud", "LOGTO_APP_ID": "", "ROSTER_SESSION_MAX_AGE": "x"}), []string{
		"ROSTER_SESSION_MAX_AGE is not", "LOGTO_APP_ID is not set", "ROSTER_LOG_LEVEL is",
	}},
}

func TestLoadConfig_tellsEveryProblemInALineOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, test := range wrong {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := loadConfig(test.env, true)
			if len(problems) != len(test.want) {
				t.Fatalf("problems = %v, want %v", problems, test.want)
			}
			for i, p := range problems {
				if !strings.HasPrefix(p.String(), test.want[i]) || strings.Contains(p.String(), "\n") || !strings.HasSuffix(p.String(), ".") {
					t.Errorf("problem = %q, want one sentence beginning %q", p, test.want[i])
				}
				if strings.Contains(p.String(), "hunter2") {
					t.Errorf("problem %q tells a password", p)
				}
			}
		})
	}
}

func TestLoadConfig_readsSecretsFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	key := strings.Repeat("k", 32)
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := with(map[string]string{"ROSTER_SESSION_KEY": "", "ROSTER_SESSION_KEY_FILE": path})
	c, problems := loadConfig(env, true)
	if len(problems) > 0 || c.SessionKey != key {
		t.Errorf("key = %q, problems %v; want the file's content without its line end", c.SessionKey, problems)
	}
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"both": {with(map[string]string{"ROSTER_SESSION_KEY_FILE": path}), "ROSTER_SESSION_KEY is set, and ROSTER_SESSION_KEY_FILE too"},
		"gone": {with(map[string]string{"ROSTER_SESSION_KEY": "", "ROSTER_SESSION_KEY_FILE": filepath.Join(dir, "gone")}), "ROSTER_SESSION_KEY_FILE cannot be read"},
	} {
		_, problems := loadConfig(test.env, true)
		if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), test.want) {
			t.Errorf("%s: problems = %v, want one beginning %q", name, problems, test.want)
		}
	}
}

func TestManagementResource_isDerivedFromTheEndpoint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ endpoint, set, want string }{
		{"https://abc123.logto.app", "", "https://abc123.logto.app/api"},
		{"https://abc123.logto.app/", "", "https://abc123.logto.app/api"},
		{"https://auth.example.com", "", "https://default.logto.app/api"},
		{"https://evil-logto.app", "", "https://default.logto.app/api"},
		{"https://auth.example.com", "https://t1.logto.app/api", "https://t1.logto.app/api"},
	} {
		c := Config{LogtoEndpoint: test.endpoint, LogtoManagementResource: test.set}
		if got := c.managementResource(); got != test.want {
			t.Errorf("endpoint %s, set %q: %s, want %s", test.endpoint, test.set, got, test.want)
		}
	}
}

func TestKeys_differByPurposeAndFollowTheirSecret(t *testing.T) {
	t.Parallel()
	a := Config{SessionKey: strings.Repeat("a", 32)}
	b := Config{SessionKey: strings.Repeat("a", 32), AuditKey: strings.Repeat("b", 32)}
	seen := map[string]string{}
	for name, key := range map[string][]byte{
		"session": a.key("roster session"), "flash": a.key("roster flash"),
		"derived audit key": a.auditKey(), "own audit key": b.auditKey(),
	} {
		if len(key) != 32 {
			t.Errorf("%s has %d bytes, want 32", name, len(key))
		}
		if other, ok := seen[string(key)]; ok {
			t.Errorf("%s and %s are the same key", name, other)
		}
		seen[string(key)] = name
	}
}

func TestConfigTable_isTheOneOfTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "<!-- config -->\n")
	table, _, closed := strings.Cut(rest, "<!-- /config -->")
	if !found || !closed {
		t.Fatal("README.md has no <!-- config --> … <!-- /config -->")
	}
	if diff := cmp.Diff(strings.TrimSpace(configTable()), strings.TrimSpace(table)); diff != "" {
		t.Errorf("put the output of `go run ./cmd/roster help config` between the markers:\n%s", diff)
	}
}

func TestConfig_picturesMayComeFromLogtoAndFromTheHostsThatAreSet(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://auth.example.com": "auth.example.com:443", "http://127.0.0.1:3001": "127.0.0.1:3001", "http://[::1]": "[::1]:80",
	} {
		c := Config{LogtoEndpoint: endpoint, PictureHosts: "a.example , 10.0.0.7:9000,"}
		if diff := cmp.Diff([]string{"a.example", "10.0.0.7:9000", want}, c.pictureHosts()); diff != "" {
			t.Errorf("%s: %s", endpoint, diff)
		}
	}
}

func TestConfig_makesAMailerOrSaysWhatToMend(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config Config
		made   bool
		want   string // the start of the complaint
	}{
		"no mail":       {Config{URL: "https://people.example.com", MailFrom: "people@example.com"}, false, ""},
		"mail":          {Config{URL: "https://people.example.com", SMTPURL: "smtp://localhost", MailFrom: "people@example.com"}, true, ""},
		"no sender":     {Config{URL: "https://people.example.com", SMTPURL: "smtp://localhost"}, false, "ROSTER_MAIL_FROM is not set"},
		"no server":     {Config{URL: "https://people.example.com", SMTPURL: "hunter2", MailFrom: "people@example.com"}, false, "ROSTER_SMTP_URL must be"},
		"no own origin": {Config{SMTPURL: "smtp://localhost", MailFrom: "people@example.com"}, false, "ROSTER_URL must be"},
	} {
		m, err := test.config.mailer()
		if (m != nil) != test.made || (err != nil) != (test.want != "") || err != nil && (!strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: %v, %v; want a mailer %t, a complaint beginning %q", name, m, err, test.made, test.want)
		}
	}
}
