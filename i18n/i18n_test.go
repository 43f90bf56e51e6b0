package i18n

import (
	"context"
	"testing"
	"time"
)

func TestMatch_cookieThenBrowserThenEnglish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header, cookie string
		want                 Locale
	}{
		{"nothing known", "", "", English},
		{"browser wants Korean", "ko-KR,ko;q=0.9,en-US;q=0.8", "", Korean},
		{"browser prefers English", "en-GB,ko;q=0.5", "", English},
		{"a language we lack, then Korean", "fr-FR,ko;q=0.3", "", Korean},
		{"only languages we lack", "fr-FR,de;q=0.3", "", English},
		{"cookie wins", "ko-KR", "en", English},
		{"foreign cookie is no wish", "ko-KR", "fr", Korean},
		{"malformed header", "ko;q=;;,,\x00", "", English},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Match(c.header, c.cookie); got != c.want {
				t.Errorf("Match(%q, %q) = %s, want %s", c.header, c.cookie, got, c.want)
			}
		})
	}
}

func TestT_fillsPlaceholdersAndFallsBack(t *testing.T) {
	t.Parallel()
	ctx := WithLocale(context.Background(), Korean)
	if got, want := T(ctx, "problem.long", "max", 128), "너무 깁니다. 128자까지 입력할 수 있습니다."; got != want {
		t.Errorf("T = %q, want %q", got, want)
	}
	if got := T(ctx, "no.such.key"); got != "no.such.key" {
		t.Errorf("an unknown key came back as %q", got)
	}
	// What a person typed is not a placeholder of ours.
	if got, want := T(context.Background(), "users.none", "search", "{search}"), "Nobody found for “{search}”"; got != want {
		t.Errorf("T = %q, want %q", got, want)
	}
}

func TestN_choosesTheFormOfTheCount(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for n, want := range map[int]string{0: "0 people", 1: "1 person", 1284: "1,284 people"} {
		if got := N(ctx, "users.count", n); got != want {
			t.Errorf("N(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNumber_setsThousandsApart(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := Number(context.Background(), n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestDates_inTheMannerOfTheLanguage(t *testing.T) {
	t.Parallel()
	// Given in another zone: what is written is UTC, and says so.
	at := time.Date(2026, 11, 23, 8, 5, 0, 0, time.FixedZone("KST", 9*3600))
	ko := WithLocale(context.Background(), Korean)
	for got, want := range map[string]string{
		Date(context.Background(), at):     "22 Nov 2026",
		DateTime(context.Background(), at): "22 Nov 2026, 23:05 UTC",
		Date(ko, at):                       "2026. 11. 22.",
		DateTime(ko, at):                   "2026. 11. 22. 23:05 UTC",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRelative_usesTheLargestWholeUnit(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	ko := WithLocale(context.Background(), Korean)
	for _, c := range []struct {
		ago    time.Duration
		en, ko string
	}{
		{0, "just now", "방금 전"},
		{-30 * time.Second, "just now", "방금 전"},
		{59 * time.Second, "just now", "방금 전"},
		{time.Minute, "1 min ago", "1분 전"},
		{59 * time.Minute, "59 min ago", "59분 전"},
		{23 * time.Hour, "23 h ago", "23시간 전"},
		{day, "1 day ago", "1일 전"},
		{13 * day, "13 days ago", "13일 전"},
		{14 * day, "2 weeks ago", "2주 전"},
		{60 * day, "2 months ago", "2개월 전"},
		{729 * day, "24 months ago", "24개월 전"},
		{730 * day, "2 years ago", "2년 전"},
		{-time.Hour, "22 Nov 2026, 15:00 UTC", "2026. 11. 22. 15:00 UTC"},
	} {
		if got := Relative(context.Background(), now.Add(-c.ago), now); got != c.en {
			t.Errorf("%v ago = %q, want %q", c.ago, got, c.en)
		}
		if got := Relative(ko, now.Add(-c.ago), now); got != c.ko {
			t.Errorf("%v ago in Korean = %q, want %q", c.ago, got, c.ko)
		}
	}
}
