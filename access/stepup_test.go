package access_test

import (
	"testing"
	"time"

	"roster/access"
)

func TestCheck_stepUpTakesRecentSignInsOnly(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{
		0: "y", access.StepUpAge - time.Second: "y", access.StepUpAge: "u", 24 * time.Hour: "u",
		-30 * time.Second: "y", // the clocks differ a little
		-time.Hour:        "u", // a sign-in in the future is none
	} {
		a := actor(t, access.RoleAdmin)
		a.AuthTime = now.Add(-age)
		if got := letter(access.Check(a, access.UserUpdateAddress, target(t, "ordinary"), now)); got != want {
			t.Errorf("signed in %s ago: %s, want %s", age, got, want)
		}
	}
	never := actor(t, access.RoleAdmin)
	never.AuthTime = time.Time{}
	if got := letter(access.Check(never, access.UserUpdateAddress, target(t, "ordinary"), now)); got != "u" {
		t.Errorf("no time of sign-in: %s, want u", got)
	}
}
