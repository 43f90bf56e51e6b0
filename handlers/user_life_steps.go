package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// isStep tells the fields by which one step tells the next what came before. Their
// signature vouches for them.
func isStep(name string) bool {
	switch field, is := strings.CutPrefix(name, views.BaseName("")); field {
	case views.FieldTotal, views.FieldSessions, views.FieldGrants:
		return is
	}
	return false
}

// progressOf is how far it had come when the form was drawn, zero for its beginning.
func progressOf(form map[string]string) views.LifeProgress {
	number := func(field string) int {
		n, err := strconv.Atoi(form[views.BaseName(field)])
		if err != nil {
			return 0 // the first form has none
		}
		return n
	}
	return views.LifeProgress{Total: number(views.FieldTotal), Sessions: number(views.FieldSessions), Grants: number(views.FieldGrants)}
}

// stepAfter is how far it has come with one more step, to whose counts those of the steps
// before are added. Who signs in meanwhile makes the whole larger.
func stepAfter(before views.LifeProgress, ended *directory.Ended) views.LifeProgress {
	ended.Sessions += before.Sessions
	ended.Grants += before.Grants
	total := before.Total
	if total == 0 {
		total = ended.Open
	}
	total = max(total, ended.Left)
	return views.LifeProgress{Done: total - ended.Left, Total: total, Sessions: ended.Sessions, Grants: ended.Grants}
}

// goOn draws what is done and what is left. What was typed goes on with it.
func (u userLife) goOn(w http.ResponseWriter, r *http.Request, typed map[string]string, progress views.LifeProgress) error {
	props, err := u.props(r)
	if err != nil {
		props = views.LifeProps{Kind: u.kind, ID: r.PathValue("id"), Impact: nothingRead()}
	}
	retypeLife(&props, typed)
	props.Progress = &progress
	return u.show(w, r, http.StatusOK, props)
}

// after is where one is led: a step that was sent twice leads to what is left.
func (u userLife) after(id string, form map[string]string, err error) string {
	if u.steps && errors.Is(err, errSentAlready) && progressOf(form).Total > 0 {
		return paths.UserSignOut(id)
	}
	return u.to(id)
}
