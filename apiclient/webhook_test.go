package apiclient_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
)

// delivery is a delivery recorded from Logto 1.42.
type delivery struct {
	Name       string `json:"-"`
	Event      string
	RawBody    string
	SigningKey apiclient.Secret
	Signature  string
}

func recordedDeliveries(t *testing.T) []delivery {
	t.Helper()
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d recordings: %v", len(files), err)
	}
	var list []delivery
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var d delivery
		if err := json.Unmarshal(raw, &d); err != nil {
			t.Fatal(err)
		}
		d.Name = strings.TrimSuffix(filepath.Base(file), ".json")
		list = append(list, d)
	}
	return list
}

func TestVerifyWebhook_takesWhatLogtoSignedAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, d := range recordedDeliveries(t) {
		body := []byte(d.RawBody)
		if !apiclient.VerifyWebhook(body, d.Signature, "another", d.SigningKey) {
			t.Errorf("%s: refused", d.Name)
		}
		changed := slices.Clone(body)
		changed[len(changed)/2] ^= 1
		for what, ok := range map[string]bool{
			"one byte changed":     apiclient.VerifyWebhook(changed, d.Signature, d.SigningKey),
			"a byte more":          apiclient.VerifyWebhook(append(changed[:0:0], d.RawBody+" "...), d.Signature, d.SigningKey),
			"another key":          apiclient.VerifyWebhook(body, d.Signature, "another"),
			"no key":               apiclient.VerifyWebhook(body, d.Signature),
			"an empty key":         apiclient.VerifyWebhook(body, d.Signature, ""),
			"no signature":         apiclient.VerifyWebhook(body, "", d.SigningKey),
			"half a signature":     apiclient.VerifyWebhook(body, d.Signature[:32], d.SigningKey),
			"a signature not hex":  apiclient.VerifyWebhook(body, "x"+d.Signature[1:], d.SigningKey),
			"a signature of space": apiclient.VerifyWebhook(body, " "+d.Signature, d.SigningKey),
		} {
			if ok {
				t.Errorf("%s: taken with %s", d.Name, what)
			}
		}
	}
}

// details is which type each kind of event decodes into.
var details = map[string]apiclient.WebhookDetail{
	"Post": &apiclient.InteractionDetail{}, "User": &apiclient.UserDetail{}, "Role": &apiclient.RoleDetail{},
	"Role.Scopes": &apiclient.RoleScopesDetail{}, "Scope": &apiclient.ScopeDetail{},
	"Organization": &apiclient.OrganizationDetail{}, "Organization.Membership": &apiclient.MembershipDetail{},
	"OrganizationRole": &apiclient.OrganizationRoleDetail{}, "OrganizationScope": &apiclient.OrganizationScopeDetail{},
	"Identifier.Lockout": &apiclient.LockoutDetail{}, "Grant.LimitExceeded": &apiclient.GrantLimitDetail{},
	"Message.RateLimited": &apiclient.MessageLimitDetail{}, "TrustedDevice": &apiclient.DeviceDetail{},
}

func detailFor(event string) apiclient.WebhookDetail {
	if strings.HasPrefix(event, "Post") {
		return details["Post"]
	}
	kind, rest, _ := strings.Cut(event, ".")
	middle, _, _ := strings.Cut(rest, ".")
	if d := details[kind+"."+middle]; d != nil {
		return d
	}
	return details[kind]
}

func TestParseWebhook_everyRecordingHasItsType(t *testing.T) {
	t.Parallel()
	for _, d := range recordedDeliveries(t) {
		w, err := apiclient.ParseWebhook([]byte(d.RawBody))
		if err != nil {
			t.Errorf("%s: %v", d.Name, err)
			continue
		}
		if got, want := reflect.TypeOf(w.Detail), reflect.TypeOf(detailFor(d.Event)); got != want {
			t.Errorf("%s: %v, want %v", d.Name, got, want)
		}
		if w.Event != d.Event || w.HookID == "" || w.CreatedAt.IsZero() || w.IP == "" || w.UserAgent == "" {
			t.Errorf("%s: %+v", d.Name, w)
		}
	}
}

func TestParseWebhook_everyEventOfLogtoHasAType(t *testing.T) {
	t.Parallel()
	for event := range strings.FieldsSeq(`PostRegister PostSignIn PostSignInAdaptiveMfaTriggered PostResetPassword
		User.Created User.Deleted User.Data.Updated User.SuspensionStatus.Updated
		Role.Created Role.Deleted Role.Data.Updated Role.Scopes.Updated Scope.Created Scope.Deleted Scope.Data.Updated
		Organization.Created Organization.Deleted Organization.Data.Updated Organization.Membership.Updated
		OrganizationRole.Created OrganizationRole.Deleted OrganizationRole.Data.Updated OrganizationRole.Scopes.Updated
		OrganizationScope.Created OrganizationScope.Deleted OrganizationScope.Data.Updated
		TrustedDevice.Created TrustedDevice.Deleted Identifier.Lockout Message.RateLimited Grant.LimitExceeded`) {
		w := parsed(t, `{"event":"`+event+`","hookId":"h","createdAt":"2026-11-22T22:35:04.069Z"}`)
		if got, want := reflect.TypeOf(w.Detail), reflect.TypeOf(detailFor(event)); got != want {
			t.Errorf("%s: %v, want %v", event, got, want)
		}
	}
}

func parsed(t *testing.T, body string) *apiclient.Webhook {
	t.Helper()
	w, err := apiclient.ParseWebhook([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return w
}

func TestParseWebhook_findsWhomItIsAbout(t *testing.T) {
	t.Parallel()
	about := map[string]string{}
	for _, d := range recordedDeliveries(t) {
		about[d.Name] = strings.Join(parsed(t, d.RawBody).UserIDs(), " ")
	}
	for name, want := range map[string]string{
		"PostSignIn": "3jutjjlt7v7n", "User.Created": "t6c9s3f4wl2u", "User.Data.Updated.3": "t6c9s3f4wl2u", // only the profile was sent
		"User.Data.Updated.9": "3jutjjlt7v7n", "User.Deleted": "t6c9s3f4wl2u", "Grant.LimitExceeded": "ckpkqfjqggms",
		"Organization.Membership.Updated": "t6c9s3f4wl2u", "Organization.Membership.Updated.2": "", "Organization.Membership.Updated.3": "t6c9s3f4wl2u",
		"Identifier.Lockout": "", "Role.Created": "",
	} {
		if about[name] != want {
			t.Errorf("%s is about %q, want %q", name, about[name], want)
		}
	}
}

func TestParseWebhook_losesNothingItDoesNotKnow(t *testing.T) {
	t.Parallel()
	const head = `"hookId":"h","createdAt":"2026-11-22T22:35:04.069Z"`
	for what, body := range map[string]string{
		"a kind of a later version":     `{"event":"Passkey.Created",` + head + `,"data":{"x":1}}`,
		"a kind whose data has changed": `{"event":"User.Created",` + head + `,"data":["not","a","user"]}`,
	} {
		if _, ok := parsed(t, body).Detail.(*apiclient.UnknownDetail); !ok {
			t.Errorf("%s: %T", what, parsed(t, body).Detail)
		}
	}
	for what, body := range map[string]string{
		"no object": `[]`, "no JSON": `{`, "no event": `{` + head + `}`, "no time": `{"event":"A","hookId":"h"}`,
		"no hook": `{"event":"A","createdAt":"2026-11-22T22:35:04.069Z"}`, "a time that is none": `{"event":"A","hookId":"h","createdAt":"now"}`,
	} {
		if w, err := apiclient.ParseWebhook([]byte(body)); err == nil {
			t.Errorf("%s: read as %+v", what, w)
		}
	}
}

// Whom a suspension is about must be known also to a portal that is older than its Logto.
func TestParseWebhook_knowsWhoIsSuspendedWhateverElseHasChanged(t *testing.T) {
	t.Parallel()
	w := parsed(t, `{"event":"User.SuspensionStatus.Updated","hookId":"h","createdAt":"2026-11-22T22:35:04.069Z","data":{"id":"kim","isSuspended":true,"createdAt":"yesterday"}}`)
	d, ok := w.Detail.(*apiclient.UserDetail)
	if !ok || d.UserID != "kim" || !d.Suspended || d.User != nil {
		t.Errorf("%T %+v", w.Detail, w.Detail)
	}
}

// What "send a test payload" sends has the events of real things.
func TestParseWebhook_knowsATest(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"event":"User.Deleted","hookId":"h","createdAt":"2026-11-22T22:35:04.069Z","userAgent":"fake-user-agent","path":"/fake-path/:id","method":"POST","status":200,"params":{"id":"fake-id"},"data":{"result":"success"}}`,
		`{"event":"PostSignIn","hookId":"h","createdAt":"2026-11-22T22:35:04.069Z","userId":"fake-id","user":{"id":"fake-id"}}`,
	} {
		w := parsed(t, body)
		if _, ok := w.Detail.(*apiclient.TestDetail); !ok || len(w.UserIDs()) > 0 || w.IsChange() {
			t.Errorf("%s: %T about %v", body, w.Detail, w.UserIDs())
		}
	}
}

func FuzzParseWebhook(f *testing.F) {
	f.Add([]byte(`{"event":"User.Created","hookId":"h","createdAt":"2026-11-22T22:35:04.069Z","path":"/users","params":{"0":1},"data":{"id":"a"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if w, err := apiclient.ParseWebhook(body); err == nil && (w.Detail == nil || w.Event == "") {
			t.Errorf("%q: %+v", body, w)
		}
		apiclient.VerifyWebhook(body, string(body), "key")
		first, err := apiclient.IdentifyWebhook(body)
		if err != nil {
			return
		}
		var value any
		if err := json.Unmarshal(body, &value); err != nil {
			t.Fatalf("%q is no JSON and has an identity", body)
		}
		if again, err := apiclient.IdentifyWebhook(append(body, ' ')); err != nil || again != first {
			t.Errorf("%q is another event with a space behind it: %v", body, err)
		}
	})
}
