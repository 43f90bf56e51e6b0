package views

import (
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/a-h/templ"

	"roster/views/paths"
)

var sampleNow = time.Date(2026, 11, 22, 14, 3, 0, 0, time.UTC)

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`

func sampleShell() Shell {
	return Shell{
		Viewer: &Viewer{ID: "v1", Name: "이서연", Role: "Roster admin"}, Nav: []Area{AreaUsers, AreaProfile},
		CanSearch: true, Path: "/users?search=kim", RequestID: "REQ-1", Now: sampleNow,
	}
}

func sampleUsers() UsersProps {
	return UsersProps{
		Query: paths.UserQuery{Search: "kim", Page: 2, PageSize: 50}, Total: 1284,
		Rows: []UserRow{
			{ID: "u1", Name: "김민준", Username: "minjun", Email: "minjun@acme.example", Phone: "+82 10-4821-9937", Exact: true, CanSuspend: true, CanDelete: true, LastSignIn: sampleNow.Add(-2 * time.Minute), Created: sampleNow.AddDate(-1, 0, 0)},
			{ID: "u2", Email: "nameless@acme.example", Suspended: true, CanSuspend: true, Created: sampleNow},
			{ID: "u/3?", Created: sampleNow},
			{ID: "u4", Name: hostile, Email: hostile, Created: sampleNow},
		},
	}
}

func usersBy(q paths.UserQuery, f UserFilter) UsersProps {
	p := sampleUsers()
	p.Query, p.Filter = q, f
	return p
}

func sampleChoices() ChoicesProps {
	return ChoicesProps{
		Kind: FilterByRole, List: paths.UserQuery{Search: "kim", Organization: "o1"}, Find: "e", Page: 2, Total: 45,
		Items: []Choice{{ID: "r1", Name: "Editor", Detail: "May edit", People: new(12)}, {ID: "r2", Name: hostile}, {ID: "r3"}},
	}
}

func samplePeople() []PersonItem {
	return []PersonItem{{ID: "u1", Name: "김민준", Email: "minjun@acme.example", Exact: true}, {ID: "u/3?", Suspended: true}, {ID: "u4", Name: hostile}}
}

func samePlace(v string) Field { return Field{Value: v, Base: v} }

func samplePerson() PersonProps {
	return PersonProps{
		PersonHead: PersonHead{
			ID: "u1", Name: "김민준", Email: "minjun@acme.example", LastSignIn: sampleNow.Add(-time.Hour), Created: sampleNow.AddDate(-1, 0, 0),
		},
		Profile: Form{Action: "/users/u1/profile", Editable: true, Fields: map[string]Field{
			FieldName: samePlace("김민준"), FieldBirthdate: samePlace("1994-05-02"), FieldGender: samePlace("male"), FieldLocality: samePlace("서울"),
		}},
		Contact: Form{Action: "/users/u1/contact", Editable: true, Fields: map[string]Field{
			FieldUsername: samePlace("minjun"), FieldPrimaryEmail: {Value: "minjun@acme.example", Locked: Say("person.locked.address")},
		}},
		CustomData: Form{Action: "/users/u1/custom-data", Editable: true, Fields: map[string]Field{FieldCustomData: samePlace("{\n  \"a\": 1\n}")}},
		Roles:      RolesProps{Roles: []RoleItem{{ID: "r1", Name: "Editor", Description: "May edit"}}},
		Organizations: OrganizationsProps{Organizations: []OrganizationItem{
			{ID: "o1", Name: "Acme Korea", Roles: []string{"관리자", "개발자"}}, {ID: "o2", Name: "Design Guild"},
		}},
	}
}

func personWithProblems() PersonProps {
	p := samplePerson()
	p.Profile.Fields[FieldBirthdate] = Field{Value: "2 May", Base: "1994-05-02", Problem: Say("problem.birthdate")}
	p.Profile.Fields[FieldWebsite] = Field{Value: "minjun", Problem: Say("problem.url")}
	return p
}

func personInConflict() PersonProps {
	p := samplePerson()
	p.Profile.Fields[FieldName] = Field{Value: "Mine", Base: "Theirs"}
	p.Profile.Conflicts = []Conflict{{Field: FieldName, Base: "Before", Theirs: "Theirs", Mine: "Mine"}}
	p.CustomData.Conflicts = []Conflict{{Field: "name", Base: "", Theirs: "1", Mine: "2"}}
	return p
}

func personReadOnly() PersonProps {
	p := samplePerson()
	p.Profile.Editable, p.Contact.Editable, p.CustomData.Editable = false, false, false
	p.Profile.Locked = Say("person.locked.target")
	p.Suspended, p.Self = true, true
	return p
}

func personWithoutLogto() PersonProps {
	p := samplePerson()
	p.Profile.Fields[FieldName] = Field{Value: "typed", Base: "김민준"}
	p.Profile.Failure = &Failure{Kind: FailureTimeout}
	p.Roles = RolesProps{Failure: &Failure{Kind: FailureUnreachable, RetryURL: "/users/u1"}}
	p.Organizations = OrganizationsProps{Failure: &Failure{Kind: FailureBusy, RetryURL: "/users/u1"}}
	return p
}

func sampleProfile() ProfileProps {
	return ProfileProps{
		OwnHead:       OwnHead{ID: "v1", Name: "이서연", Username: "seoyeon", Email: "seoyeon@acme.example", SignedInAt: sampleNow.Add(-50 * time.Minute), OpenBy: "roster setup --account-center"},
		EmailVerified: true,
		Fixed:         Form{Fields: map[string]Field{FieldNickname: {Value: "서연"}, FieldGender: {Value: "female"}}},
		Closed:        true, Roles: []string{"Roster helpdesk"},
		Organizations: []OrganizationItem{{ID: "o1", Name: "Acme Korea", Roles: []string{"admin"}}},
		Capabilities:  []string{"users:read", "users:update"},
	}
}

// sampleOwn is a profile whose name and claims may be changed, and the picture not.
func sampleOwn() ProfileProps {
	p := sampleProfile()
	p.Closed, p.OpenBy = false, ""
	p.Form = Form{Action: "/profile", Editable: true, Token: "t", Fields: map[string]Field{
		FieldName: samePlace(hostile), FieldNickname: samePlace("서연"), FieldAvatar: {Unread: true},
		FieldBirthdate: {Value: "2 May", Base: "1994-05-02", Problem: Say("problem.birthdate")},
	}}
	p.Fixed = Form{Fields: map[string]Field{FieldAvatar: {Value: "https://pictures.example/mine.png"}}}
	return p
}

// samples are all pages in the states that differ, by name.
func samples(t *testing.T) map[string]templ.Component {
	t.Helper()
	shell, outside := sampleShell(), Shell{Path: "/", RequestID: "REQ-1", Now: sampleNow}
	shell.Toasts = []Toast{{Tone: ToneSuccess, Message: Say("person.saved.profile")}}
	all := map[string]templ.Component{
		"users":         UsersPage(shell, sampleUsers()),
		"users empty":   UsersPage(shell, UsersProps{}),
		"users none":    UsersPage(shell, UsersProps{Query: paths.UserQuery{Search: "zzz"}}),
		"users down":    UsersPage(shell, UsersProps{Failure: &Failure{Kind: FailureBroken, RetryURL: "/users"}}),
		"users bad":     UsersPage(shell, UsersProps{Problem: Say("users.problem.search")}),
		"users beyond":  UsersPage(shell, UsersProps{Query: paths.UserQuery{Page: 99}, Total: 30}),
		"users by role": UsersPage(shell, usersBy(paths.UserQuery{Role: "r1"}, UserFilter{Role: FilterValue{ID: "r1", Name: hostile}})),
		"users of organization": UsersPage(shell, usersBy(paths.UserQuery{Organization: "o1", OrganizationRole: "r2"}, UserFilter{
			Organization: FilterValue{ID: "o1", Name: "Acme"}, OrganizationRole: FilterValue{ID: "r2", Name: "owner"},
		})),
		"users pending":    UsersPage(shell, UsersProps{Query: paths.UserQuery{Search: "kim"}, Rows: sampleUsers().Rows[:1], Total: 1, Pending: true}),
		"users rest down":  UsersPage(shell, UsersProps{Query: paths.UserQuery{Search: "kim"}, Rows: sampleUsers().Rows[:1], Total: 1, RestFailure: &Failure{Kind: FailureTimeout, RetryURL: "/users?search=kim"}}),
		"users bad filter": UsersPage(shell, UsersProps{BadFilter: Say("users.problem.no-role")}),
		"choices":          ChoicesPage(shell, sampleChoices()),
		"choices none":     ChoicesPage(shell, ChoicesProps{Kind: FilterByOrganization, Find: "zzz"}),
		"choices down":     ChoicesPage(shell, ChoicesProps{Kind: FilterByOrganizationRole, Failure: &Failure{Kind: FailureBusy, RetryURL: "/users"}}),
		"search":           SearchPage(shell, SearchProps{Recent: samplePeople()}),
		"search bare":      SearchPage(shell, SearchProps{}),
		"search bad":       SearchPage(shell, SearchProps{Problem: Say("users.problem.search")}),
		"search down":      SearchPage(shell, SearchProps{Search: "kim", Failure: &Failure{Kind: FailureUnreachable, RetryURL: "/search?search=kim"}}),
		"person":           PersonPage(shell, samplePerson()),
		"person nameless":  PersonPage(shell, PersonProps{PersonHead: PersonHead{ID: "u9", Created: sampleNow}}),
		"person problems":  PersonPage(shell, personWithProblems()),
		"person conflict":  PersonPage(shell, personInConflict()),
		"person readonly":  PersonPage(shell, personReadOnly()),
		"person no logto":  PersonPage(shell, personWithoutLogto()),
		"person danger":    PersonPage(shell, personWithLinks()),
		"person help":      PersonPage(shell, personWithHelp()),
		"person since":     PersonPage(shell, personSuspendedHere()),
		"profile":          ProfilePage(shell, sampleProfile()),
		"profile own":      ProfilePage(shell, sampleOwn()),
		"own verify":       OwnStepPage(shell, sampleStep(OwnVerify, OwnStepProps{Ways: []ProofWay{{ThenEmail, "me@x.example"}}}, FieldPassword)),
		"own verify code":  OwnStepPage(shell, sampleStep(OwnVerify, OwnStepProps{Sent: &SentCode{To: "me@x.example", Mail: true, Again: sampleNow.Add(time.Minute)}, Problem: Say("own.problem.too-soon", "seconds", 12)}, FieldCode)),
		"own verify mail":  OwnStepPage(shell, sampleStep(OwnVerify, OwnStepProps{Ways: []ProofWay{{ThenEmail, "me@x.example"}, {ThenPhone, "+82 10-1234-5678"}}, Failure: &Failure{Kind: FailureTimeout}, Uncertain: true})),
		"own verify none":  OwnStepPage(shell, sampleStep(OwnVerify, OwnStepProps{No: Say("own.no-proof")})),
		"own step gone":    OwnStepPage(shell, sampleStep(OwnUsername, OwnStepProps{Gone: true})),
		"own email":        OwnStepPage(shell, sampleStep(OwnEmail, OwnStepProps{Subject: "me@x.example"}, FieldPrimaryEmail)),
		"own email code":   OwnStepPage(shell, sampleStep(OwnEmail, OwnStepProps{Sent: &SentCode{To: "new@x.example", Mail: true, Again: sampleNow.Add(time.Minute)}}, FieldCode)),
		"own email taken":  OwnStepPage(shell, sampleStep(OwnEmail, OwnStepProps{Restored: true, Sent: &SentCode{To: "new@x.example", Mail: true, Taken: true}})),
		"own email remove": OwnStepPage(shell, sampleStep(OwnEmailRemove, OwnStepProps{Subject: "me@x.example", Problem: Say("own.problem.last-way")})),
		"own phone":        OwnStepPage(shell, sampleStep(OwnPhone, OwnStepProps{}, FieldPrimaryPhone)),
		"own phone remove": OwnStepPage(shell, sampleStep(OwnPhoneRemove, OwnStepProps{Subject: "+82 10-1111-2222"})),
		"own step unread":  OwnStepPage(shell, sampleStep(OwnPhone, OwnStepProps{Unread: true, Failure: &Failure{Kind: FailureTimeout}})),
		"own username":     OwnStepPage(shell, sampleStep(OwnUsername, OwnStepProps{Restored: true}, FieldUsername)),
		"profile away":     ProfilePage(shell, ProfileProps{OwnHead: OwnHead{ID: "v1"}, Form: Form{Failure: &Failure{Kind: FailureBroken, RetryURL: "/profile"}}}),
		"profile bare":     ProfilePage(shell, ProfileProps{OwnHead: OwnHead{ID: "v1"}, Failure: &Failure{Kind: FailureTimeout}}),
		"signed out":       SignedOutPage(outside),
	}
	for _, status := range []int{400, 404, 405, 409, 413, 429, 500, 502, 503, 504} {
		all[http.StatusText(status)] = ErrorPage(shell, ErrorProps{Status: status, RetryURL: "/users", BackURL: "/users"})
	}
	for reason := range refusals {
		all["denied "+string(reason)] = ErrorPage(shell, ErrorProps{Status: 403, Denied: reason, Missing: []string{"users:update"}})
	}
	for name, props := range passwordSamples() {
		all["password "+name] = LifePage(shell, props)
	}
	for name, page := range createSamples(shell) {
		all["create "+name] = page
	}
	for name, props := range lifeSamples() {
		all["life "+name] = LifePage(shell, props)
	}
	maps.Copy(all, overviewSamples(shell))
	maps.Copy(all, linkSamples(shell, outside))
	maps.Copy(all, securitySamples(shell))
	maps.Copy(all, ownSecuritySamples(shell))
	maps.Copy(all, reachSamples(shell))
	maps.Copy(all, groupSamples(shell))
	maps.Copy(all, noteSamples(shell))
	maps.Copy(all, auditSamples(shell))
	maps.Copy(all, timelineSamples(shell))
	maps.Copy(all, checkSamples(shell))
	maps.Copy(all, connectionSamples(shell))
	maps.Copy(all, dataSamples(shell))
	maps.Copy(all, webhookSamples(shell))
	for reason := range signInProblems {
		all["sign-in "+string(reason)] = SignInProblemPage(outside, SignInProblemProps{Reason: reason, Next: "/users"})
	}
	return all
}

// sampleStep is a page that changes something of one's own account, with some fields.
func sampleStep(kind OwnStepKind, p OwnStepProps, fields ...string) OwnStepProps {
	p.Kind, p.Action, p.Back, p.Token = kind, "/profile/step", "/profile", "t"
	for _, name := range fields {
		p.SetField(name, Field{})
	}
	return p
}
