package directory

import (
	"fmt"

	"roster/apiclient/attribute"
)

// refusal turns an error of a changing call into one about the input when Logto
// found fault with that, and wraps it otherwise. sent are the fields in the call.
func refusal(err error, sent []string) error {
	if about := attribute.Refusal(err, sent); about != nil {
		return about
	}
	return fmt.Errorf("directory: %w", err)
}
