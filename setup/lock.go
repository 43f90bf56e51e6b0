package setup

import (
	"errors"
	"os"
)

// ErrBusy: another run works with the same manifest.
var ErrBusy = errors.New("another roster setup is running here: wait until it has ended")

// Lock keeps other runs on this computer away until release is called. Runs on
// other computers are noticed in the tenant, see makeApplication.
func Lock(manifest string) (release func(), err error) {
	f, err := os.OpenFile(manifest+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := hold(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // the file stays: removing it would race with the next run
}
