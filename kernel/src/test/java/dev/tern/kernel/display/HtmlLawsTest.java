package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What holds for the HTML of any value: well-formed, bounded, and nothing in it that JupyterLab takes away. */
class HtmlLawsTest {
    private static final Set<String> TAGS =
            Set.of("root", "table", "thead", "tbody", "tr", "th", "td", "div", "pre", "span");
    private static final Set<String> ATTRIBUTES = Set.of("style");

    /** Those of the sanitizer of JupyterLab 4.6 that are in use here, with the values that it lets pass. */
    private static final List<Pattern> STYLES = List.of(
            Pattern.compile("(padding|margin):([0-9]+px|0)( ([0-9]+px|0)){0,3}"),
            Pattern.compile("text-align:(left|right)"),
            Pattern.compile("vertical-align:top"),
            Pattern.compile("white-space:(nowrap|pre-wrap)"),
            Pattern.compile("max-width:[0-9]+em"),
            Pattern.compile("opacity:0\\.[0-9]+"),
            Pattern.compile("font-weight:(normal|bold)"),
            Pattern.compile("border-collapse:collapse"),
            Pattern.compile("border:none|background:none"),
            Pattern.compile("border-bottom:1px solid rgba\\(128,128,128,0\\.[0-9]+\\)"),
            Pattern.compile("color:#d0432b"));

    private static final String NASTY = "<script>alert('&amp;')</script>\"'><style>*{}</style>\u0000\ud800 \u202e日本";

    private record Leaf(Object value, String text) {}

    private record Branch(List<Object> children, Map<String, Object> names) {}

    private static final class Broken {
        @Override
        public String toString() {
            throw new IllegalStateException(NASTY);
        }
    }

    private static Object random(Random random, int depth) {
        int kind = random.nextInt(depth > 3 ? 7 : 16);
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextGaussian();
            case 2 -> NASTY.substring(random.nextInt(NASTY.length()));
            case 3 -> "long ".repeat(random.nextInt(200));
            case 4 -> new Broken();
            case 5 -> new double[random.nextInt(80)];
            case 6 -> null;
            case 7 -> new IllegalStateException(NASTY, new RuntimeException(new Throwable()));
            case 8 -> new Leaf(random(random, depth + 1), NASTY);
            case 9 -> Optional.ofNullable(random(random, depth + 1));
            case 10 -> new int[random.nextInt(70)][random.nextInt(40)];
            case 11 ->
                IntStream.range(0, random.nextInt(70))
                        .mapToObj(i -> new Leaf(i, NASTY))
                        .toList();
            case 12 ->
                IntStream.range(0, random.nextInt(70))
                        .mapToObj(i -> Map.of(NASTY + i, i))
                        .toList();
            case 13 -> {
                Map<Object, Object> map = new HashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(random.nextBoolean() ? NASTY + i : i, random(random, depth + 1));
                }
                map.put(null, map);
                yield map;
            }
            case 14 -> random(random, depth, new ArrayList<>()).toArray();
            default -> random(random, depth, new ArrayList<>());
        };
    }

    private static Collection<Object> random(Random random, int depth, Collection<Object> into) {
        for (int i = random.nextInt(6); i > 0; i--) {
            into.add(random(random, depth + 1));
        }
        return into;
    }

    @RepeatedTest(300)
    void anyValueIsShownSafely(RepetitionInfo run) throws Exception {
        Random random = new Random(run.getCurrentRepetition());
        Map<String, Object> names = new LinkedHashMap<>();
        names.put(NASTY, random(random, 1));
        for (Object value : new Object[] {
            random(random, 0), new Branch(new ArrayList<>(random(random, 1, new ArrayList<>())), names)
        }) {
            MimeBundle bundle = Renderers.render(value);
            assertThat(bundle.plainText()).isNotNull().hasSizeLessThan(45_000);
            String html = bundle.data().get("text/html");
            if (html != null) {
                assertThat(html).hasSizeLessThan(300_000);
                check(html);
            }
        }
    }

    /** Control characters have no place in XML, unlike in HTML: they stand in for nothing here. */
    private static void check(String html) throws Exception {
        String xml = html.codePoints()
                .filter(c -> !Character.isISOControl(c) || c == '\n')
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<root>" + xml + "</root>")))
                .getDocumentElement();
        Set<String> wrong = new TreeSet<>();
        collect(root, wrong);
        assertThat(wrong).isEmpty();
    }

    private static void collect(Element element, Set<String> wrong) {
        if (!TAGS.contains(element.getTagName())) {
            wrong.add(element.getTagName());
        }
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!ATTRIBUTES.contains(attribute.getNodeName())) {
                wrong.add(attribute.getNodeName());
            }
            for (String style : attribute.getNodeValue().split(";")) {
                if (STYLES.stream().noneMatch(known -> known.matcher(style).matches())) {
                    wrong.add(style);
                }
            }
        }
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child) {
                collect(child, wrong);
            }
        }
    }

    @RepeatedTest(100)
    void escapedTextIsReadBack(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        String text = random.ints(20, 0, 6)
                .mapToObj(i -> "<>&\"'a".substring(i, i + 1))
                .collect(Collectors.joining());
        assertThat(Html.escape(text)).doesNotContain("<", ">", "\"", "'");
        assertThat(Html.plain(Html.escape(text))).isEqualTo(text);
    }
}
