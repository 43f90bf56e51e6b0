package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestPictures_waitForNoSlowServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := NewPictureFetcher(nil)
		f.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader(dot), endless{r.Context()})
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body)}, nil
		})
		begun := time.Now()
		_, err := f.Picture(t.Context(), "https://slow.example/")
		if took := time.Since(begun); !errors.Is(err, errPictureAway) || took != pictureTimeout {
			t.Errorf("%v after %v", err, took)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// endless is a body that never goes on.
type endless struct{ ctx context.Context }

func (e endless) Read([]byte) (int, error) {
	<-e.ctx.Done()
	return 0, e.ctx.Err()
}

func TestPictures_areFetchedOnceAndAFewAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var underWay, most, all atomic.Int64
		f := NewPictureFetcher(nil)
		f.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			all.Add(1)
			most.Store(max(most.Load(), underWay.Add(1)))
			defer underWay.Add(-1)
			time.Sleep(time.Second)
			body := dot
			if r.URL.Path == "/none" {
				body = "none"
			}
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body))}, nil
		})
		ask := func(path string) {
			if _, err := f.Picture(context.Background(), "https://many.example/"+path); err != nil && path != "none" {
				t.Error(path, err)
			}
		}
		var everybody sync.WaitGroup
		for i := range 60 {
			everybody.Go(func() { ask(fmt.Sprint(i % 12)) })
		}
		everybody.Wait()
		if all.Load() != 12 || most.Load() != pictureAtOnce {
			t.Errorf("%d fetches for 12 pictures, %d at once", all.Load(), most.Load())
		}
		ask("none")
		time.Sleep(pictureGone - time.Second)
		ask("none")
		ask("1")
		if all.Load() != 13 {
			t.Errorf("%d fetches: what is known was fetched again", all.Load())
		}
		time.Sleep(pictureFresh)
		ask("none")
		ask("1")
		if all.Load() != 15 {
			t.Errorf("%d fetches: what is old was not fetched again", all.Load())
		}
	})
}

func TestPictures_memoryIsBounded(t *testing.T) {
	t.Parallel()
	var c pictureCache
	one := Picture{Body: make([]byte, pictureBytes)}
	for i := range 3 * picturesKept {
		if i >= 2*picturesKept {
			one.Body = nil
		}
		c.keep(fmt.Sprint(i), one, nil)
		c.keep(fmt.Sprint(i), one, nil) // the same again counts once
		if c.bytes > pictureMemory || len(c.known) > picturesKept || len(c.oldest) != len(c.known) {
			t.Fatalf("after %d: %d bytes in %d pictures", i, c.bytes, len(c.known))
		}
	}
	if c.bytes != 0 || len(c.known) != picturesKept {
		t.Errorf("%d bytes in %d pictures are left", c.bytes, len(c.known))
	}
}
