package e2e

import "testing"

// loaded is whether the large picture of the page is painted.
const loaded = `(i => i && i.complete && i.naturalWidth > 0)(document.querySelector("#page-head img, main header img"))`

func TestPicture_isShownOnThePageAndInTheMenu(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/profile")
	p.holds("the picture", loaded)
	p.shot("profile")
	p.open("/users?search=jiwon.han&open=1")
	p.holds("the picture", loaded)
	p.shot("person")
}
