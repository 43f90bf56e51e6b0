package handlers

import (
	"context"
	"net/http"
	"time"

	"roster/access"
	"roster/views"
)

// endsTokens is leavesTokens of what takes sessions or permissions away whatever was typed.
func endsTokens(map[string]string) bool { return true }

// lifeGrace is how long an answer waits to say what stays valid. It is remembered.
const lifeGrace = 2 * time.Second

// tokenLife is how long access tokens live at most, 0 where that cannot be read.
func (u user) tokenLife(ctx context.Context, who access.Actor, id string) time.Duration {
	life, err := u.people.TokenLife(ctx, who, id)
	if err != nil {
		u.Log.WarnContext(ctx, "how long tokens live is not read", "error", err)
		return 0
	}
	return life
}

// tokensEnd says until when what applications hold is valid, after all else ended. It
// is in whole minutes, and no earlier than it is.
func (u user) tokensEnd(r *http.Request) views.Message {
	now := u.Now()
	ctx, cancel := context.WithTimeout(r.Context(), lifeGrace)
	defer cancel()
	life := u.tokenLife(ctx, actor(r), r.PathValue("id"))
	if life == 0 {
		return views.Say("life.tokens.unknown")
	}
	return views.Say("life.tokens.until", "until", now.Add(life+time.Minute-1).Truncate(time.Minute))
}
