//go:build unix

package setup

import (
	"errors"
	"os"
	"syscall"
)

// hold locks an open file until it is closed, also by the end of the process.
func hold(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}
