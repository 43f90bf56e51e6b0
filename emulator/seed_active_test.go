package emulator

import "testing"

func TestSeed_peopleWereActiveBeforeToday(t *testing.T) {
	t.Parallel()
	days := func(seed uint64) map[string]int {
		s, err := New(Config{Endpoint: "http://logto.example", Users: 400, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		sizes := map[string]int{}
		for day, people := range s.tenant.mgmt.activeDays {
			sizes[day] = len(people)
		}
		if n := sizes[s.tenant.now().Format(dayFormat)]; n != 0 {
			t.Errorf("%d were active today before anybody signed in", n)
		}
		return sizes
	}
	one, again := days(1), days(1)
	if len(one) < activeBack/2 || len(one) > activeBack {
		t.Errorf("people were active on %d days, want most of %d", len(one), activeBack)
	}
	for day, n := range one {
		if again[day] != n {
			t.Errorf("%s: %d and %d of the same seed", day, n, again[day])
		}
	}
}
