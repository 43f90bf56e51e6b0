package e2e

import (
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var indexPage = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>
body { font: 15px system-ui; margin: 2rem; background: #888; color: #fff }
nav { columns: 5 14rem } a { color: inherit }
section { break-inside: avoid; margin-top: 3rem }
div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start }
figure { margin: 0 } figcaption { font-size: 12px }
img { height: 360px; width: auto; display: block; background: #aaa }
</style>
<h1>Gallery</h1>
<nav>{{range .}}<a href="#{{.Name}}">{{.Name}}</a><br>{{end}}</nav>
{{range .}}<section id="{{.Name}}"><h2>{{.Name}}</h2><div>
{{range .Pictures}}<figure><a href="{{.File}}"><img loading="lazy" src="{{.File}}" alt="{{.Look}}"></a><figcaption>{{.Look}}</figcaption></figure>
{{end}}</div></section>
{{end}}</html>
`))

// writeIndex makes a page that shows all pictures of the gallery, state by state.
func writeIndex(t *testing.T, dir string) {
	t.Helper()
	type picture struct{ File, Look string }
	type section struct {
		Name     string
		Pictures []picture
	}
	var all []section
	for _, s := range slices.Concat(states, slowStates, downStates) {
		part := section{Name: s.name}
		for _, language := range languages {
			for _, l := range looksIn(language) {
				part.Pictures = append(part.Pictures, picture{s.name + "-" + l.Name + ".png", l.Name})
			}
		}
		all = append(all, part)
	}
	file, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := indexPage.Execute(file, all); err != nil {
		t.Error(err)
	}
}
