package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// suffering sets faults of deliveries by their description.
func (c *hookClient) suffering(description string) {
	c.t.Helper()
	f, err := ParseFaults("webhook=" + description)
	if err == nil {
		err = c.server.SetFaults(f)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// person makes somebody; their name tells deliveries apart.
func (c *hookClient) person(name string) { c.id("/users", fmt.Sprintf(`{"username":%q}`, name)) }

// names are the user names in deliveries.
func names(got []received) []string {
	all := []string{}
	for _, one := range got {
		_, rest, _ := strings.Cut(one.body, `"username":"`)
		name, _, _ := strings.Cut(rest, `"`)
		all = append(all, name)
	}
	return all
}

func TestParseFaults_readsThoseOfDeliveries(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]WebhookFaults{
		"drop:0.2": {Drop: 0.2}, "next:drop": {Next: "drop"},
		"double:0.1+reorder:0.2+delay:0.3+by:2s": {Double: 0.1, Reorder: 0.2, Delay: 0.3, By: 2 * time.Second},
	} {
		got, err := ParseFaults("429=0.1,webhook=" + text)
		if err != nil || got.Webhook != want || got.Share429 != 0.1 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		if again, err := ParseFaults(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q, which reads as %+v, %v", text, got, again, err)
		}
	}
	if f := (Faults{Webhook: WebhookFaults{By: time.Second}}); f.String() != "off" {
		t.Errorf("holding nothing up is %q", f)
	}
	for text, want := range map[string]string{
		"":                   "want drop, double, reorder or delay with a share, by with a duration, or next, for example drop:0.2+next:double",
		"lose:1":             "want drop, double, reorder or delay with a share, by with a duration, or next, for example drop:0.2+next:double",
		"drop:2":             "a share is a number from 0 to 1",
		"drop:0.6+delay:0.6": "the shares add up to more than 1",
		"drop:0.1+drop:0.2":  "drop is there twice",
		"next:all":           "next can be drop, double, reorder or delay",
		"by:1":               `a duration is a number with a unit, such as "50ms" or "30s"`,
	} {
		if _, err := ParseFaults("webhook=" + text); err == nil || err.Error() != fmt.Sprintf("fault %q: %s", "webhook="+text, want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if err := newMgmtClient(t).server.SetFaults(Faults{Webhook: WebhookFaults{Drop: -1}}); err == nil {
		t.Error("a share of -1 was taken")
	}
}

func TestDeliveries_canBeDropped(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	id := c.hook("User.Created")
	c.suffering("next:drop")
	c.person("lost")
	c.person("found")
	if got := names(c.arrived()); !cmp.Equal(got, []string{"found"}) {
		t.Errorf("arrived: %v", got)
	}
	results := map[any]any{}
	for _, row := range c.log(id, "") {
		sent := object(row).obj("hookRequest").obj("body").obj("data").str("username")
		results[sent] = row["result"]
		if sent == "lost" && (row["response"] != nil || !strings.HasPrefix(fmt.Sprint(row["error"]), "TypeError: ")) {
			t.Errorf("logged %v", row)
		}
	}
	if diff := cmp.Diff(map[any]any{"lost": "Error", "found": "Success"}, results); diff != "" {
		t.Error(diff)
	}
}

func TestDeliveries_canComeTwice(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	id := c.hook("User.Created")
	c.suffering("double:1")
	c.person("a")
	got := c.arrived()
	if len(got) != 2 || got[0].body != got[1].body || len(c.log(id, "")) != 1 {
		t.Errorf("arrived %v, logged %v", got, c.log(id, ""))
	}
}

func TestDeliveries_canBeReordered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		c.hook("User.Created")
		c.suffering("next:reorder")
		began := time.Now()
		for _, name := range []string{"first", "second", "third"} {
			c.person(name)
			synctest.Wait()
		}
		got := names(c.arrived())
		if slices.Index(got, "second") > slices.Index(got, "first") || len(got) != 3 || time.Since(began) > 0 {
			t.Errorf("arrived %v after %s", got, time.Since(began))
		}
		c.suffering("next:reorder+by:3s")
		c.person("last")
		if got, took := names(c.arrived()), time.Since(began); !cmp.Equal(got, []string{"last"}) || took != 3*time.Second {
			t.Errorf("without a later one arrived %v after %s", got, took)
		}
	})
}

func TestDeliveries_canBeDelayed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		c.hook("User.Created")
		c.suffering("delay:1+by:5s")
		began := time.Now()
		c.person("a")
		c.person("b")
		if n, took := len(c.arrived()), time.Since(began); n != 2 || took != 5*time.Second {
			t.Errorf("%d arrived after %s", n, took)
		}
	})
}

func TestDeliveries_meetTheirSharesAgainAndAgain(t *testing.T) {
	t.Parallel()
	draw := func() (fates []string) {
		s, err := New(Config{Empty: true, Faults: Faults{Seed: 3, Webhook: WebhookFaults{Drop: 0.1, Double: 0.2, Reorder: 0.3}}})
		if err != nil {
			t.Fatal(err)
		}
		for range 10_000 {
			fate, _ := s.trouble.Load().fateOfDelivery()
			fates = append(fates, fate)
		}
		return fates
	}
	fates, counts := draw(), map[string]float64{}
	for _, fate := range fates {
		counts[fate] += 1.0 / 10_000
	}
	for fate, want := range map[string]float64{deliveryDrop: 0.1, deliveryDouble: 0.2, deliveryReorder: 0.3, "": 0.4} {
		if counts[fate] < want-0.02 || counts[fate] > want+0.02 {
			t.Errorf("%q: %v, want %v", fate, counts[fate], want)
		}
	}
	if !slices.Equal(fates, draw()) {
		t.Error("the same seed gives another sequence")
	}
}

func TestFaults_canBeSetByOtherPrograms(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	ask := func(method, body string) (int, string) {
		rec := httptest.NewRecorder()
		c.server.ServeHTTP(rec, httptest.NewRequest(method, "/faults", strings.NewReader(body)))
		return rec.Code, strings.TrimSpace(rec.Body.String())
	}
	for _, step := range []struct {
		method, body, says string
		status             int
	}{
		{http.MethodGet, "", "off", 200},
		{http.MethodPut, "500=1,webhook=next:drop", "500=1,webhook=next:drop", 200},
		{http.MethodPut, "500=x", `fault "500=x": a share is a number from 0 to 1`, 400},
		{http.MethodGet, "", "500=1,webhook=next:drop", 200},
		{http.MethodPost, "off", "Not Found", 404},
	} {
		if status, says := ask(step.method, step.body); status != step.status || says != step.says {
			t.Errorf("%s %q: %d %q, want %d %q", step.method, step.body, status, says, step.status, step.says)
		}
	}
	c.want(500, http.MethodGet, "/users", "")
	ask(http.MethodPut, "off")
	c.want(200, http.MethodGet, "/users", "")
}
