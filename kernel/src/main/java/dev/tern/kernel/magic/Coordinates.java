package dev.tern.kernel.magic;

import dev.tern.artifacts.Request;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads what {@code %maven} is asked for: coordinates and options, or XML as a pom has it. */
final class Coordinates {
    private final Set<String> coordinates = new LinkedHashSet<>();
    private final Set<String> exclusions = new LinkedHashSet<>();
    private final Set<Request.Repository> repositories = new LinkedHashSet<>();

    /** Reads words of the magic's line. */
    Coordinates read(List<String> words) throws MagicException {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                coordinates.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (!List.of("--exclude", "--repository").contains(option)) {
                Optional<String> near = Words.nearest(option, List.of("--exclude", "--repository"));
                throw new MagicException("There is no option " + option + "."
                        + near.map(name -> " Did you mean " + name + "?")
                                .orElse(" Type %help maven for those there are."));
            }
            if (equals < 0) {
                i++;
            }
            if (i >= words.size()) {
                throw new MagicException(option + " wants a value, such as "
                        + (option.equals("--exclude") ? "org.slf4j:*" : "https://repo.example.org/maven") + ".");
            }
            String value = equals < 0 ? words.get(i) : word.substring(equals + 1);
            if (option.equals("--exclude")) {
                exclusions.add(value);
            } else {
                repositories.add(repository(value));
            }
        }
        return this;
    }

    /** Reads the lines below the magic: XML, or lines as the one above; {@code //} and {@code #} begin a comment. */
    Coordinates read(String body) throws MagicException {
        if (body.strip().startsWith("<")) {
            readXml(body);
            return this;
        }
        for (String line : body.lines().toList()) {
            read(Words.of(line.replaceFirst("(^|\\s)(//|#).*", "")));
        }
        return this;
    }

    Request request() throws MagicException {
        if (coordinates.isEmpty()) {
            throw new MagicException("Which library? Type %maven group:artifact:version.");
        }
        return new Request(List.copyOf(coordinates), List.copyOf(exclusions), List.copyOf(repositories));
    }

    private static Request.Repository repository(String value) throws MagicException {
        boolean named = value.matches("[\\w.-]+=.+");
        String id = named ? value.substring(0, value.indexOf('=')) : "";
        String text = named ? value.substring(value.indexOf('=') + 1) : value;
        try {
            URI url = URI.create(text);
            if (url.getScheme() == null || url.getScheme().length() == 1) {
                throw new MagicException(
                        "\"" + text + "\" is no URL. Type --repository https://host/path, or file:///folder.");
            }
            String host = url.getHost() == null ? "" : url.getHost();
            return new Request.Repository(
                    named
                            ? id
                            : (host + url.getPath()).replaceAll("[^\\w.]+", "-").replaceAll("^-|-$", ""),
                    url);
        } catch (IllegalArgumentException wrong) {
            throw new MagicException("\"" + text + "\" is no URL: " + wrong.getMessage() + ".");
        }
    }

    private void readXml(String body) throws MagicException {
        // Several elements without a root, as one copies them from a page.
        Element root = parse("<all>" + body.replaceFirst("<\\?xml[^>]*\\?>", "") + "</all>");
        for (Element each : elements(root, "repository")) {
            String id = text(each, "id", "");
            repositories.add(repository((id.isEmpty() ? "" : id + "=") + text(each, "url", "")));
        }
        for (Element each : elements(root, "dependency")) {
            readDependency(each);
        }
        if (coordinates.isEmpty()) {
            throw new MagicException(
                    "There is no <dependency> in this XML. Copy it from <dependency> to </dependency>.");
        }
    }

    private void readDependency(Element dependency) throws MagicException {
        String group = text(dependency, "groupId", "");
        String artifact = text(dependency, "artifactId", "");
        String version = text(dependency, "version", "");
        if (group.isEmpty() || artifact.isEmpty() || version.isEmpty() || version.contains("${")) {
            throw new MagicException(
                    "The <dependency> on " + group + ":" + artifact + " needs a groupId, an artifactId and a"
                            + " version written out; version is \"" + version + "\".");
        }
        String classifier = text(dependency, "classifier", "");
        String type = text(dependency, "type", "jar");
        coordinates.add(group + ":" + artifact + (classifier.isEmpty() && type.equals("jar") ? "" : ":" + type)
                + (classifier.isEmpty() ? "" : ":" + classifier) + ":" + version);
        for (Element exclusion : elements(dependency, "exclusion")) {
            exclusions.add(text(exclusion, "groupId", "*") + ":" + text(exclusion, "artifactId", "*"));
        }
    }

    private static Element parse(String xml) throws MagicException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The default one prints.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException broken) {
            throw new MagicException("This XML cannot be read: " + broken.getMessage());
        } catch (IOException | ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The text of a child; not of a grandchild, because an exclusion has a groupId too. */
    private static String text(Element parent, String name, String otherwise) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent().strip();
            }
        }
        return otherwise;
    }
}
