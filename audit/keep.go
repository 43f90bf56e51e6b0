package audit

import (
	"context"
	"fmt"
)

// Seal encrypts what the portal keeps about a person outside the trail, such as a
// note, under the key that their values in the trail have: Forget destroys both.
// The key is made if need be. label is bound to the result, so that one thing
// cannot be put in the place of another.
func (l *Log) Seal(ctx context.Context, person, label string, plain []byte) ([]byte, error) {
	person = clean(person)
	key, err := l.personKey(ctx, person, true)
	if err != nil {
		return nil, err
	}
	return encrypt(key, plain, bound(person, "kept "+label))
}

// Opener reads the key of a person once and returns what opens with it what Seal
// made for them. Both return ErrForgotten when the key is gone.
func (l *Log) Opener(ctx context.Context, person string) (func(label string, sealed []byte) ([]byte, error), error) {
	person = clean(person)
	key, err := l.personKey(ctx, person, false)
	if err != nil {
		return nil, err
	}
	return func(label string, sealed []byte) ([]byte, error) {
		plain, err := decrypt(key, sealed, bound(person, "kept "+label))
		if err != nil {
			return nil, fmt.Errorf("%w: %s is sealed under another key", ErrForgotten, label)
		}
		return plain, nil
	}, nil
}
