package handlers

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// What is kept of pictures, in memory.
const (
	pictureFresh    = 10 * time.Minute
	pictureGone     = time.Minute // that there is none; short, it may be mended
	picturesKept    = 256
	pictureMemory   = 8 << 20 // bytes of all of them
	pictureDeadline = 2 * pictureTimeout
)

// pictureCache remembers pictures by their address, and asks for each once at a
// time. The zero cache is ready.
type pictureCache struct {
	flight singleflight.Group

	mu     sync.Mutex
	known  map[string]knownPicture
	oldest []string // addresses of known, in the order they came
	bytes  int
}

type knownPicture struct {
	Picture
	err   error
	until time.Time
}

// get returns the picture at address, by fetch when it is not known. The fetch
// goes on when the one who asked first has left: others may wait for it.
func (c *pictureCache) get(ctx context.Context, address string, fetch func(context.Context) (Picture, error)) (Picture, error) {
	c.mu.Lock()
	entry, ok := c.known[address]
	c.mu.Unlock()
	if ok && time.Now().Before(entry.until) {
		return entry.Picture, entry.err
	}
	fetching := c.flight.DoChan(address, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pictureDeadline)
		defer cancel()
		picture, err := fetch(ctx)
		if !errors.Is(err, errPictureBusy) { // that says nothing about the picture
			c.keep(address, picture, err)
		}
		return picture, err
	})
	select {
	case result := <-fetching:
		picture, _ := result.Val.(Picture)
		return picture, result.Err
	case <-ctx.Done():
		return Picture{}, errPictureAway
	}
}

// keep remembers a picture, or that there is none, and forgets the oldest ones
// when that makes too much.
func (c *pictureCache) keep(address string, picture Picture, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]knownPicture{}
	}
	if old, was := c.known[address]; was {
		c.bytes -= len(old.Body)
	} else {
		c.oldest = append(c.oldest, address)
	}
	lasts := pictureFresh
	if err != nil {
		lasts = pictureGone
	}
	c.known[address] = knownPicture{picture, err, time.Now().Add(lasts)}
	c.bytes += len(picture.Body)
	for len(c.oldest) > picturesKept || c.bytes > pictureMemory {
		c.bytes -= len(c.known[c.oldest[0]].Body)
		delete(c.known, c.oldest[0])
		c.oldest = c.oldest[1:]
	}
}
