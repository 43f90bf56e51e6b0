package handlers

import (
	"cmp"
	"context"
	"net/http"
	"sync"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// signInChecker is what is needed of package directory to find out why somebody
// cannot sign in, which Directory documents.
type signInChecker interface {
	SignInCheck(ctx context.Context, actor access.Actor, id string) (directory.SignInCheck, error)
}

// userCheck is the page that answers it.
type userCheck struct {
	user
	checker signInChecker
}

// attemptsAtOnce is how many attempts the page shows.
const attemptsAtOnce = 10

// page reads the person and the rest at once.
func (u userCheck) page(w http.ResponseWriter, r *http.Request) error {
	who, id := actor(r), r.PathValue("id")
	var d dossier
	var check directory.SignInCheck
	var err, unread error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), who, id) })
	parts.Go(func() { check, unread = u.checker.SignInCheck(r.Context(), who, id) })
	parts.Wait()
	if err != nil {
		return err
	}
	var props views.CheckProps
	if unread != nil {
		u.Log.WarnContext(r.Context(), "sign-in not checked", "error", unread)
		props.Failure = failureOfPart(who, unread, id)
		props.Failure.RetryURL = paths.UserSignInCheck(id)
	} else {
		props = d.checkProps(check.Findings(d.User), check.Attempts(d.User))
		props.LogUnread = check.LogErr() != nil
	}
	return u.render(w, r, http.StatusOK, views.CheckPage(u.shell(w, r), d.head(who), props))
}

func (d dossier) checkProps(findings []directory.Finding, attempts []directory.Attempt) views.CheckProps {
	var props views.CheckProps
	for _, f := range findings {
		props.Items = append(props.Items, d.checkItem(f))
	}
	for _, a := range attempts[:min(len(attempts), attemptsAtOnce)] {
		item := views.AttemptItem{
			At: a.At, OK: a.OK, What: attemptWords(a), IP: a.IP,
			Application: cmp.Or(d.origins.applications[a.Application], a.Application),
		}
		if !a.OK {
			item.Why = codeWords(a.Code)
		}
		props.Attempts = append(props.Attempts, item)
	}
	return props
}

// checkItem is a finding in words, with what the viewer may do about it.
func (d dossier) checkItem(f directory.Finding) views.CheckItem {
	words := findingWords[findingKey{f.Kind, ""}]
	if own, ok := findingWords[findingKey{f.Kind, f.Detail}]; ok {
		words = own
	}
	item := views.CheckItem{Weight: checkWeights[f.Severity], Title: views.Say(words.title), Since: f.At, Until: f.Until}
	if words.text != "" {
		item.Text = views.Say(words.text, "detail", f.Detail)
	}
	if f.Kind == directory.FindFailure || f.Kind == directory.FindMFAFailed {
		item.Text = codeWords(f.Code)
	}
	for _, way := range f.Ways {
		item.Words = append(item.Words, wayWords(way))
	}
	for _, fix := range words.fixes {
		link := views.LifeLink{Href: fix.to(d.id)}
		if fix.action != "" {
			link = d.lifeLink(fix.action, fix.to(d.id))
		}
		if link.Href != "" || !link.Locked.None() {
			item.Fixes = append(item.Fixes, views.CheckFix{Kind: fix.kind, LifeLink: link})
		}
	}
	return item
}
