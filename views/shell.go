package views

import "time"

// Fragments: element ids of the regions htmx swaps, and names of their
// templ.Fragments.
const (
	FragmentUserList      = "user-list"
	FragmentProfile       = "person-profile"
	FragmentContact       = "person-contact"
	FragmentCustomData    = "person-custom-data"
	FragmentRoles         = "person-roles"
	FragmentOrganizations = "person-organizations"
)

// Shell is the frame around every page: who looks at it, where they may go, how
// it is to look.
type Shell struct {
	// Viewer is the signed-in person, nil before sign-in.
	Viewer *Viewer
	// Nav lists the areas the viewer may open, in order.
	Nav []Area
	// CanSearch shows the search box in the top bar (users:read).
	CanSearch bool
	// Path is the address (path and query) the language and theme switches come
	// back to. For a page drawn by a POST it is a page that can be got.
	Path string
	// Theme is what the person chose; ThemeSystem when they chose nothing.
	Theme Theme
	// Toasts are shown once, after the redirect that set them.
	Toasts []Toast
	// RequestID is printed on error pages.
	RequestID string
	// ReasonsShown: people read the reasons for what is done to their account.
	ReasonsShown bool
	// Now is the moment relative times count from.
	Now time.Time
	// live is set by pages that add to themselves.
	live bool
	// happens is set by pages outside the areas of what happened that show some of it.
	happens bool
}

// Viewer is the signed-in person as the frame shows them.
type Viewer struct {
	ID string
	// Name is a display name, never empty: name, else username, e-mail, id.
	Name string
	// Role is the line under the name (role names), "" for none.
	Role string
	// PictureURL is a same-origin address, "" for coloured initials.
	PictureURL string
}

// Area is a place in the sidebar.
type Area string

// The areas there are.
const (
	AreaUsers         Area = "users"
	AreaRoles         Area = "roles"
	AreaOrganizations Area = "organizations"
	AreaInvitations   Area = "invitations"
	AreaAudit         Area = "audit"
	AreaWebhooks      Area = "webhooks"
	AreaProfile       Area = "profile"
)

// Theme is the colour scheme somebody chose.
type Theme string

// The themes of the switch. ThemeSystem follows the device.
const (
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Names of the fields of the preferences form. FieldReturn is also in the
// recheck form.
const (
	FieldLocale = "locale"
	FieldTheme  = "theme"
	FieldReturn = "return"
)

// Tone is how a message is meant.
type Tone string

// Tones of toasts and notices.
const (
	ToneInfo    Tone = "info"
	ToneSuccess Tone = "success"
	ToneWarning Tone = "warning"
	ToneError   Tone = "error"
)

// Message is a sentence by its i18n key, with name, value pairs for its
// placeholders. The zero Message is no message.
type Message struct {
	Key  string
	Args []any
}

// Say makes a Message.
func Say(key string, args ...any) Message { return Message{Key: key, Args: args} }

// None says whether there is no message.
func (m Message) None() bool { return m.Key == "" }

// Toast is a message at the edge of the page.
type Toast struct {
	Tone Tone
	Message
	// More is a second sentence, such as what is still valid.
	More Message
	// RetryURL is a page to try again, "" for none; errors only.
	RetryURL string
	// RequestID is shown with errors, "" for none.
	RequestID string
}

// FailureKind says how Logto did not answer.
type FailureKind string

// The ways in which Logto does not answer.
const (
	FailureUnreachable FailureKind = "unreachable" // connection refused, 502 here
	FailureTimeout     FailureKind = "timeout"     // no answer in time, 504 here
	FailureBusy        FailureKind = "busy"        // 429 or 503, 503 here
	FailureBroken      FailureKind = "broken"      // 5xx or not JSON, 502 here
)

// Failure says that Logto gave no usable answer for a region or a form.
type Failure struct {
	Kind FailureKind
	// RetryURL is the page to get again, "" where a form's own button retries.
	RetryURL string
	// Doctor is the line of roster doctor that says more, "" for none and for
	// viewers who cannot mend it.
	Doctor string
}

// happened tells whether a page shows what happened, and so needs its looks.
func (s Shell) happened(here Area) bool {
	return s.happens || here == AreaOverview || here == AreaActivity || here == AreaAudit
}

// alive is the shell of a page that adds to itself, or does not.
func (s Shell) alive(is bool) Shell { s.live = is; return s }

// showing is the shell of a page outside the areas of what happened that shows some of it.
func (s Shell) showing() Shell { s.happens = true; return s }
