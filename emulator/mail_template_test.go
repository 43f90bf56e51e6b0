package emulator

import "testing"

func TestFillIn_leavesWhatNobodyGave(t *testing.T) {
	t.Parallel()
	variables := map[string]any{"code": "1", "inviter": map[string]any{"name": "Kim"}, "empty": nil}
	for template, want := range map[string]string{
		"{{code}} {{ code }}": "1 1",
		"{{link}}":            "{{link}}",
		"{{inviter.name}}":    "Kim",
		"{{inviter.age}}":     "",
		"{{inviter.a.b}}":     "",
		"{{other.name}}":      "{{other.name}}",
		"{{empty}}{{code}":    "{{code}",
		"{{co de}}":           "{{co de}}",
		"{{code}}{{{code}}}":  "1{1}",
	} {
		if got := fillIn(template, variables); got != want {
			t.Errorf("%s: %q, want %q", template, got, want)
		}
	}
}
