package handlers

import (
	"context"
	"errors"
	"testing"
)

func TestPictureCache_remembersThatThereIsNoneButNotThatItWasBusy(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]int{errPictureBusy: 2, errPictureAnswer: 1} {
		var c pictureCache
		asked := 0
		for range 2 {
			_, got := c.get(t.Context(), "https://example.com/a.png", func(context.Context) (Picture, error) {
				asked++
				return Picture{}, err
			})
			if !errors.Is(got, err) {
				t.Errorf("%v instead of %v", got, err)
			}
		}
		if asked != want {
			t.Errorf("%v: asked %d times, want %d", err, asked, want)
		}
	}
}
