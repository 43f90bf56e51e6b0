package views

import (
	"context"
	"strconv"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

// The box that a curve is drawn in: so many units from day to day, and from none to the
// top of the scale. The browser stretches it.
const (
	curveStep   = 20
	curveHeight = 100
)

// curve draws the days. The scale ends at a round number that none is above.
func curve(ctx context.Context, days []DayCount) ui.CurveProps {
	p := ui.CurveProps{
		ID: "active-curve", Title: i18n.T(ctx, "overview.curve"),
		Width: strconv.Itoa(max(len(days)-1, 1) * curveStep), Height: strconv.Itoa(curveHeight),
	}
	most := 0
	for _, d := range days {
		most = max(most, d.Count)
	}
	top := roundTop(most)
	p.Top, p.Bottom = i18n.Number(ctx, top), i18n.Number(ctx, 0)
	if top%2 == 0 {
		p.Middle = i18n.Number(ctx, top/2)
	}
	var line strings.Builder
	for i, d := range days {
		x, y := strconv.Itoa(i*curveStep), unit(curveHeight-float64(curveHeight*d.Count)/float64(top))
		if i > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(x + "," + y)
		p.Days = append(p.Days, ui.CurveDay{
			X: strconv.Itoa(i*curveStep - curveStep/2), Width: strconv.Itoa(curveStep),
			Title: i18n.Date(ctx, d.Day) + ": " + i18n.N(ctx, "users.count", d.Count),
		})
		p.Last = "M" + x + " " + y + "h0"
	}
	p.Line = line.String()
	if len(days) > 0 {
		p.Area = "0," + p.Height + " " + p.Line + " " + strconv.Itoa((len(days)-1)*curveStep) + "," + p.Height
		p.From, p.To = i18n.Date(ctx, days[0].Day), i18n.Date(ctx, days[len(days)-1].Day)
		p.Desc = curveWords(ctx, days)
	}
	return p
}

// curveWords say what is seen at a glance.
func curveWords(ctx context.Context, days []DayCount) string {
	most := days[0]
	for _, d := range days {
		if d.Count > most.Count {
			most = d
		}
	}
	if most.Count == 0 {
		return i18n.T(ctx, "overview.curve-none")
	}
	last := days[len(days)-1]
	return i18n.T(ctx, "overview.curve-words",
		"most", i18n.N(ctx, "users.count", most.Count), "when", i18n.Date(ctx, most.Day), "last", i18n.N(ctx, "users.count", last.Count))
}

// roundTop is the least number with one digit that is not 0 (7, 40, 300) and not below n.
func roundTop(n int) int {
	size := 1
	for size*10 <= n {
		size *= 10
	}
	return max((n+size-1)/size*size, 1)
}

// unit writes a coordinate to a hundredth.
func unit(v float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}
