package account_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/audit"
	"roster/audit/audittest"
)

// world is Accounts on a Logto that knows two people by their tokens, and the trail.
type world struct {
	*account.Accounts
	trail *audittest.Memory
	log   *audit.Log
	shown *account.Accounts // on the same trail, where people see who looked

	mu       sync.Mutex
	center   string
	fields   string                    // the catalogue of the tenant; "" does not answer
	noStore  bool                      // there is nowhere to keep files
	files    []string                  // name, type and size of those stored
	people   map[string]map[string]any // by token
	calls    []string                  // of changes: method, path, token and body
	fail     func(call string) int     // status for a change, 0 for none
	code     string                    // of a failing change, guard.invalid_input unless set
	answered bool                      // whether a failing change is made all the same

	factors []map[string]any                            // everybody's
	offers  string                                      // of the tenant
	proof   string                                      // the record that the last change came with
	script  func(call string) (status int, body string) // of a change, before all else; 0 for none
	connections
}

var ada = access.Actor{ID: "ada", Name: "Ada", IP: "192.0.2.1", RequestID: "r1"}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		offers: `{"mfa":{"factors":["Totp","WebAuthn","BackupCode"]}}`,
		trail:  audittest.NewMemory(),
		center: `{"enabled":true,"fields":{"name":"Edit","avatar":"Edit","profile":"Edit"}}`,
		people: map[string]map[string]any{
			"adas": {"id": "ada", "name": "Ada", "profile": map[string]any{"nickname": "A", "address": map[string]any{"country": "KR", "locality": "Seoul"}}},
			"bobs": {"id": "bob", "name": "Bob", "profile": map[string]any{}},
		},
	}
	logto, err := apiclient.NewAccountClient("http://logto.test", apiclient.WithHTTPClient(&http.Client{Transport: w}),
		apiclient.WithRetryPolicy(apiclient.RetryPolicy{Tries: 1, Total: 1e9, Base: 1, Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(w.trail, []byte("an audit key of thirty-two bytes"), audit.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w.log = log
	for into, show := range map[**account.Accounts]bool{&w.Accounts: false, &w.shown: true} {
		*into, err = account.New(account.Options{
			Logto: logto, Audit: log, Records: counts{}, ShowAccess: show, PhoneRegion: "KR", Logger: slog.New(slog.DiscardHandler),
			EndSession: w.endHere, ClientID: "portal",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// counts are records that only Ada has.
type counts struct{ err error }

func (c counts) CountEntries(_ context.Context, person string) (int, error) { return c.of(person, 4) }

func (c counts) CountLinks(_ context.Context, person string) (int, error) { return c.of(person, 2) }

func (c counts) CountNotes(_ context.Context, person string) (int, error) { return c.of(person, 1) }

func (c counts) of(person string, n int) (int, error) {
	if person != ada.ID {
		n = 0
	}
	return n, c.err
}

// RoundTrip is Logto.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/json")
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	me := w.people[token]
	switch {
	case r.URL.Path == "/api/.well-known/account-center":
		_, _ = rec.WriteString(w.center)
	case r.URL.Path == "/api/.well-known/sign-in-exp" && w.fields != "":
		_, _ = rec.WriteString(`{"customProfileFieldCatalog":` + w.fields + `}`)
	case r.URL.Path == "/api/.well-known/sign-in-exp" && w.offers != "":
		_, _ = rec.WriteString(w.offers)
	case r.URL.Path == "/api/.well-known/sign-in-exp":
		rec.WriteHeader(http.StatusInternalServerError)
	case me == nil:
		refuse(rec, http.StatusUnauthorized, "auth.unauthorized")
	case strings.Contains(w.center, `"enabled":false`):
		refuse(rec, http.StatusBadRequest, "account_center.not_enabled")
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/mfa-verifications"):
		_ = json.NewEncoder(rec).Encode(w.factors)
	case w.connected(rec, r, me):
	case r.Method == http.MethodGet:
		_ = json.NewEncoder(rec).Encode(me)
	case strings.HasSuffix(r.URL.Path, "/user-assets/avatar"):
		w.store(rec, r)
	default:
		w.change(rec, r, token, me)
	}
	return rec.Result(), nil
}

// change merges as Logto does: shallow, the profile apart.
func (w *world) change(rec *httptest.ResponseRecorder, r *http.Request, token string, me map[string]any) {
	body, _ := io.ReadAll(r.Body)
	call := r.Method + " " + r.URL.Path + " " + token + " " + string(body)
	w.calls, w.proof = append(w.calls, call), r.Header.Get("logto-verification-id")
	if w.script != nil {
		if status, answer := w.script(call); status != 0 {
			rec.WriteHeader(status)
			_, _ = rec.WriteString(answer)
			return
		}
	}
	status := 0
	if w.fail != nil {
		status = w.fail(call)
	}
	if status != 0 {
		refuse(rec, status, cmp.Or(w.code, "guard.invalid_input"))
		if !w.answered {
			return
		}
	}
	if w.changeAddress(rec, r, body, me, status == 0) {
		return
	}
	if _, id, ok := strings.Cut(r.URL.Path, "/mfa-verifications/"); ok && r.Method == http.MethodDelete {
		w.factors = slices.DeleteFunc(slices.Clone(w.factors), func(f map[string]any) bool { return f["id"] == id })
		return
	}
	if strings.HasSuffix(r.URL.Path, "/generate") {
		_, _ = rec.WriteString(`{"codes":["c1","c2"]}`)
		return
	}
	into := me
	if strings.HasSuffix(r.URL.Path, "/profile") {
		into = me["profile"].(map[string]any)
	}
	var change map[string]any
	_ = json.NewDecoder(bytes.NewReader(body)).Decode(&change)
	maps.Copy(into, change)
	if status == 0 {
		_ = json.NewEncoder(rec).Encode(into)
	}
}

// store keeps a file under an address of its own.
func (w *world) store(rec *httptest.ResponseRecorder, r *http.Request) {
	file, about, err := r.FormFile("file")
	if err != nil || w.noStore {
		refuse(rec, http.StatusBadRequest, "storage.not_configured")
		return
	}
	data, _ := io.ReadAll(file)
	w.files = append(w.files, fmt.Sprint(about.Filename, " ", about.Header.Get("Content-Type"), " ", len(data)))
	_, _ = rec.WriteString(`{"url":"https://files.example/1"}`)
}

// changeAddress answers the calls about codes and addresses, false for any other.
func (w *world) changeAddress(rec *httptest.ResponseRecorder, r *http.Request, body []byte, me map[string]any, answer bool) bool {
	var sent map[string]string
	_ = json.Unmarshal(body, &sent)
	switch path := strings.TrimPrefix(r.URL.Path, "/api"); {
	case strings.HasPrefix(path, "/verifications/"):
		if answer {
			_, _ = rec.WriteString(`{"verificationRecordId":"record-b","expiresAt":"2026-11-26T08:10:00.000Z"}`)
		}
		return true
	case path == "/my-account/primary-email":
		me["primaryEmail"] = sent["email"]
	case path == "/my-account/primary-phone":
		me["primaryPhone"] = sent["phone"]
	default:
		return false
	}
	if answer {
		rec.WriteHeader(http.StatusNoContent)
	}
	return true
}

func refuse(rec *httptest.ResponseRecorder, status int, code string) {
	rec.WriteHeader(status)
	_ = json.NewEncoder(rec).Encode(map[string]string{"code": code})
}

// phases are the entries of the trail: actor, action, target, phase.
func (w *world) phases() []string {
	var all []string
	for _, r := range w.trail.All() {
		all = append(all, strings.Join([]string{r.ActorID, r.Action, r.TargetID, r.Phase}, " "))
	}
	return slices.Clone(all)
}

func mine(token string) apiclient.TokenSource { return apiclient.StaticToken(apiclient.Secret(token)) }
