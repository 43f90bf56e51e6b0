package mail

import "github.com/a-h/templ"

// The looks of the mails, in the colours of the light theme: mail programs that
// are dark turn them around themselves.
const (
	accent = "#4a4fd4"

	font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR','Noto Sans CJK KR',Helvetica,Arial,sans-serif;word-break:keep-all;overflow-wrap:break-word;"

	styleBody   templ.SafeCSS = "margin:0;padding:0;background-color:#f6f7f9;-webkit-text-size-adjust:100%;"
	styleGround templ.SafeCSS = "background-color:#f6f7f9;"
	styleMargin templ.SafeCSS = "padding:32px 16px 40px;"
	styleColumn templ.SafeCSS = "max-width:520px;table-layout:fixed;"
	stylePlace  templ.SafeCSS = font + "padding:0 4px 16px;font-size:15px;line-height:22px;font-weight:600;color:#2b3040;text-align:left;"
	styleCard   templ.SafeCSS = "padding:32px 28px;background-color:#ffffff;border:1px solid #e3e5ea;border-radius:12px;text-align:left;"
	styleFoot   templ.SafeCSS = font + "padding:20px 4px 0;font-size:13px;line-height:20px;color:#636a79;text-align:left;"

	styleTitle templ.SafeCSS = font + "margin:0 0 20px;font-size:22px;line-height:30px;font-weight:650;letter-spacing:-0.01em;color:#171a24;"
	styleText  templ.SafeCSS = font + "margin:0 0 16px;font-size:16px;line-height:25px;color:#2b3040;"
	styleSmall templ.SafeCSS = font + "margin:24px 0 4px;padding-top:20px;border-top:1px solid #e3e5ea;font-size:13px;line-height:20px;color:#636a79;"
	styleLink  templ.SafeCSS = font + "margin:0 0 16px;font-size:13px;line-height:20px;word-break:break-all;"
	styleLast  templ.SafeCSS = font + "margin:0;font-size:13px;line-height:20px;color:#636a79;"

	styleButtonRow  templ.SafeCSS = "margin:24px 0;"
	styleButtonCell templ.SafeCSS = "border-radius:8px;background-color:" + accent + ";"
	styleButton     templ.SafeCSS = font + "display:inline-block;padding:12px 22px;font-size:16px;line-height:24px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:8px;"
	styleAddress    templ.SafeCSS = "color:" + accent + ";text-decoration:underline;"
)
