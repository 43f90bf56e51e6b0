package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Setting is one line of an environment file.
type Setting struct{ Name, Value string }

// ReadEnv reads an environment file: KEY=value lines, as `set -a; . file` and
// container engines read them. A file that does not exist has no settings.
func ReadEnv(path string) (map[string]string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	for number, line := range strings.Split(string(raw), "\n") {
		name, value, ok := parseLine(line)
		if !ok {
			return nil, fmt.Errorf("%s, line %d is no KEY=value", path, number+1)
		}
		if name != "" {
			env[name] = value
		}
	}
	return env, nil
}

// parseLine reads one line; a comment or an empty one has no name.
func parseLine(line string) (name, value string, ok bool) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return "", "", true
	}
	name, value, ok = strings.Cut(strings.TrimPrefix(line, "export "), "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.ContainsAny(name, " \t'\"") {
		return "", "", false
	}
	if len(value) >= 2 && (value[0] == '\'' || value[0] == '"') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	return name, value, true
}

// WriteEnv puts settings into an environment file, with mode 0600, since it
// holds secrets. Other lines, comments and order stay. It tells whether anything
// changed; a file that is right already is left alone but for its mode.
func WriteEnv(path string, settings []Setting) (changed bool, err error) {
	raw, err := os.ReadFile(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return false, err
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	if len(raw) == 0 {
		lines = []string{"# Settings of Roster, written by roster setup. It holds secrets: keep it to yourself."}
	}
	for _, s := range settings {
		written, err := s.line()
		if err != nil {
			return false, err
		}
		lines = put(lines, s, written)
	}
	text := strings.Join(lines, "\n") + "\n"
	if text == string(raw) {
		return false, os.Chmod(path, 0o600)
	}
	return true, replaceFile(path, []byte(text))
}

// put replaces the last line that sets the same name with another value, or adds one.
func put(lines []string, s Setting, written string) []string {
	for i, line := range slices.Backward(lines) {
		if name, value, ok := parseLine(line); ok && name == s.Name {
			if value != s.Value {
				lines[i] = written
			}
			return lines
		}
	}
	return append(lines, written)
}

// line quotes what a shell would take apart.
func (s Setting) line() (string, error) {
	if strings.ContainsAny(s.Value, "\r\n'") {
		return "", fmt.Errorf("%s has a quote or a line end in it, which an environment file cannot hold: give it as %s_FILE", s.Name, s.Name)
	}
	if strings.ContainsAny(s.Value, " \t\"$&;|<>()`\\*?#~!{}[]") {
		return s.Name + "='" + s.Value + "'", nil
	}
	return s.Name + "=" + s.Value, nil
}
