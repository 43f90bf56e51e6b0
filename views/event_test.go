package views

import "testing"

func TestEventKey_knowsTheEventsOfLogto(t *testing.T) {
	t.Parallel()
	for event, want := range map[string]string{
		"PostRegister": "event.post-register", "PostSignInAdaptiveMfaTriggered": "event.post-sign-in-adaptive-mfa-triggered",
		"User.Created": "event.user-created", "User.SuspensionStatus.Updated": "event.user-suspension-status-updated",
		"OrganizationRole.Scopes.Updated": "event.organization-role-scopes-updated", "Grant.LimitExceeded": "event.grant-limit-exceeded",
		"TrustedDevice.Created": "event.trusted-device-created",
	} {
		if key, known := EventKey(event); key != want || !known {
			t.Errorf("%s: %q, %t, want %q", event, key, known, want)
		}
	}
}

func TestEventKey_hasNoWordsForWhatIsNew(t *testing.T) {
	t.Parallel()
	for _, event := range []string{"User.Hugged", "", "user", "..", "사용자"} {
		if key, known := EventKey(event); known {
			t.Errorf("%q is known as %q", event, key)
		}
	}
}
