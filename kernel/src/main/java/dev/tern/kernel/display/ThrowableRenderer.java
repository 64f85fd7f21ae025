package dev.tern.kernel.display;

import java.util.List;

/** Shows a Throwable that is a cell's value: its name in red, its message and its trace. */
final class ThrowableRenderer implements Renderer {
    private static final String RED = "\u001b[31m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    /** A red that can be read on white and on black. */
    private static final String HTML_RED = "color:#d0432b;font-weight:bold";

    @Override
    public boolean accepts(Object value) {
        return value instanceof Throwable;
    }

    @Override
    public MimeBundle render(Object value) {
        List<Trace.Part> parts = Trace.of((Throwable) value);
        StringBuilder text = new StringBuilder();
        StringBuilder html =
                new StringBuilder("<pre style=\"margin:0;padding:0;background:none;white-space:pre-wrap\">");
        for (Trace.Part part : parts) {
            String end = text.isEmpty() ? "" : "\n";
            text.append(end)
                    .append(part.lead())
                    .append(RED)
                    .append(BOLD)
                    .append(part.name())
                    .append(PLAIN);
            text.append(part.message());
            html.append(end)
                    .append(part.lead())
                    .append("<span style=\"")
                    .append(HTML_RED)
                    .append("\">");
            html.append(Html.escape(part.name())).append("</span>").append(Html.escape(part.message()));
            html.append("<span style=\"opacity:0.7\">");
            for (String frame : part.frames()) {
                text.append('\n').append(frame);
                html.append('\n').append(Html.escape(frame));
            }
            html.append("</span>");
        }
        return MimeBundle.html(html.append("</pre>").toString(), text.toString());
    }
}
