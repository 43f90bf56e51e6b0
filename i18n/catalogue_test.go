package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	placeholder = regexp.MustCompile(`\{[a-z]+\}`)
	keyForm     = regexp.MustCompile(`^[a-z]+(\.[a-z0-9-]+)+$`)
	// A particle's form depends on the sound before it, which a variable hides.
	particle = regexp.MustCompile(`\}(을|를|이|가|은|는|과|와|으로|로|아|야)([\s.,!?]|$)`)
)

func TestCatalogues_haveTheSameKeys(t *testing.T) {
	t.Parallel()
	en := slices.Sorted(maps.Keys(catalogues[English]))
	ko := slices.Sorted(maps.Keys(catalogues[Korean]))
	if diff := cmp.Diff(en, ko); diff != "" {
		t.Errorf("keys of en.json (-) and ko.json (+):\n%s", diff)
	}
}

func TestCatalogues_haveTheSamePlaceholders(t *testing.T) {
	t.Parallel()
	of := func(s string) []string { return slices.Sorted(slices.Values(placeholder.FindAllString(s, -1))) }
	for key, en := range catalogues[English] {
		if diff := cmp.Diff(of(en), of(catalogues[Korean][key])); diff != "" {
			t.Errorf("%s: placeholders of en (-) and ko (+):\n%s", key, diff)
		}
	}
}

func TestCatalogues_wellFormed(t *testing.T) {
	t.Parallel()
	for l, c := range catalogues {
		for key, text := range c {
			if !keyForm.MatchString(key) {
				t.Errorf("%s: %q is not a flat area.thing.part key", l, key)
			}
			if strings.TrimSpace(text) != text || text == "" {
				t.Errorf("%s: %s is empty or padded: %q", l, key, text)
			}
			if other, ok := strings.CutSuffix(key, ".one"); ok && c[other+".other"] == "" {
				t.Errorf("%s: %s has no .other beside it", l, key)
			}
		}
	}
}

func TestKorean_gluesNoParticleToAVariable(t *testing.T) {
	t.Parallel()
	for key, text := range catalogues[Korean] {
		if found := particle.FindString(text); found != "" {
			t.Errorf("%s: %q has a particle behind a variable (%s)", key, text, found)
		}
	}
}

// TestKorean_speaksFormally holds that sentences end in 합니다체 (…니다, …하세요).
func TestKorean_speaksFormally(t *testing.T) {
	t.Parallel()
	informal := regexp.MustCompile(`(해요|어요|아요|예요|이에요|군요|네요|한다|된다|이다|했다)[.!?]`)
	for key, text := range catalogues[Korean] {
		if found := informal.FindString(text); found != "" {
			t.Errorf("%s: %q ends informally (%s)", key, text, found)
		}
	}
}
