package dev.tern.install.lab;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A headless Chromium with one page: keys and clicks in, pictures and the state of the page out. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 1000;

    private final Process process;
    private final DevTools page;
    private final Path pictures;

    private Browser(Process process, DevTools page, Path pictures) {
        this.process = process;
        this.page = page;
        this.pictures = pictures;
    }

    /**
     * Starts Chromium; skips the test where there is none.
     *
     * @param profile an empty folder for the browser's own files
     * @param pictures the folder of the screenshots
     */
    static Browser start(Path profile, Path pictures) throws IOException, InterruptedException {
        Files.createDirectories(profile);
        Files.createDirectories(pictures);
        Process process = new ProcessBuilder(
                        program().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--window-size=" + WIDTH + "," + HEIGHT,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.txt").toFile())
                .start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            URI list = URI.create("http://127.0.0.1:" + port(process, profile) + "/json/list");
            String tabs = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            JsonObject tab = JsonParser.parseString(tabs).getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .filter(each -> each.get("type").getAsString().equals("page"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("Chromium has no page: " + tabs));
            URI debugger = URI.create(tab.get("webSocketDebuggerUrl").getAsString());
            DevTools page = new DevTools(client, debugger);
            JsonObject focused = new JsonObject();
            focused.addProperty("enabled", true);
            page.send("Emulation.setFocusEmulationEnabled", focused);
            return new Browser(process, page, pictures);
        } catch (IOException | RuntimeException failed) {
            stop(process);
            throw failed;
        }
    }

    void open(URI address) {
        page.send("Page.navigate", object("url", address.toString()));
    }

    /**
     * The value of an expression of JavaScript, a promise's when it is kept.
     *
     * @throws IllegalStateException if it throws
     */
    JsonElement evaluate(String expression) {
        JsonObject parameters = object("expression", expression);
        parameters.addProperty("returnByValue", true);
        parameters.addProperty("awaitPromise", true);
        JsonObject answer = page.send("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + " threw " + answer.get("exceptionDetails"));
        }
        JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? JsonNull.INSTANCE : value;
    }

    /**
     * Waits until an expression of JavaScript is true; while it throws it is not.
     *
     * @throws AssertionError with a picture of the page kept, if it is not within so many seconds
     */
    void await(int seconds, String condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String guarded = "(() => { try { return !!(" + condition + "); } catch (e) { return false; } })()";
        while (!evaluate(guarded).getAsBoolean()) {
            if (System.nanoTime() > end) {
                screenshot("failed-" + Integer.toHexString(condition.hashCode()));
                throw new AssertionError("not within " + seconds + " s: " + condition + "\nthe page says: "
                        + evaluate("document.body.innerText") + "\nits console: " + page.complaints());
            }
            Thread.sleep(30);
        }
    }

    /** Puts text where the cursor is, as pasting does. */
    void type(String text) {
        page.send("Input.insertText", object("text", text));
    }

    /**
     * Presses and releases a key.
     *
     * @param key such as {@code i}, {@code 0}, {@code Tab}, {@code Enter}, {@code Escape},
     *     {@code ArrowRight}, or {@code Shift+Tab}
     */
    void press(String key) {
        boolean shifted = key.startsWith("Shift+");
        String name = shifted ? key.substring("Shift+".length()) : key;
        JsonObject event = object("type", "keyDown");
        event.addProperty("key", name);
        event.addProperty("modifiers", shifted ? 8 : 0);
        switch (name) {
            case "Tab" -> describe(event, "Tab", 9, "");
            case "Enter" -> describe(event, "Enter", 13, "\r");
            case "Escape" -> describe(event, "Escape", 27, "");
            case "ArrowRight" -> describe(event, "ArrowRight", 39, "");
            default -> {
                char letter = name.toUpperCase(Locale.ROOT).charAt(0);
                if (name.length() != 1 || !(Character.isLetter(letter) || Character.isDigit(letter))) {
                    throw new IllegalArgumentException("no key is known as " + key);
                }
                describe(event, (Character.isDigit(letter) ? "Digit" : "Key") + letter, letter, name);
            }
        }
        page.send("Input.dispatchKeyEvent", event);
        event.addProperty("type", "keyUp");
        event.remove("text");
        page.send("Input.dispatchKeyEvent", event);
    }

    /** Clicks the middle of the first element that a CSS selector finds. */
    void click(String selector) {
        JsonArray middle = evaluate("(() => { const box = document.querySelector(" + quoted(selector)
                        + ").getBoundingClientRect();"
                        + " return [box.x + box.width / 2, box.y + box.height / 2]; })()")
                .getAsJsonArray();
        for (String type : List.of("mousePressed", "mouseReleased")) {
            JsonObject event = object("type", type);
            event.add("x", middle.get(0));
            event.add("y", middle.get(1));
            event.addProperty("button", "left");
            event.addProperty("clickCount", 1);
            page.send("Input.dispatchMouseEvent", event);
        }
    }

    /** Gives the page another height, so that a picture holds more or less of it. */
    void height(int pixels) {
        JsonObject size = new JsonObject();
        size.addProperty("width", WIDTH);
        size.addProperty("height", pixels);
        size.addProperty("deviceScaleFactor", 1);
        size.addProperty("mobile", false);
        page.send("Emulation.setDeviceMetricsOverride", size);
    }

    /** Keeps a picture of the page as NAME.png. */
    Path screenshot(String name) throws IOException {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
        String data = page.send("Page.captureScreenshot", object("format", "png"))
                .get("data")
                .getAsString();
        return Files.write(pictures.resolve(name + ".png"), Base64.getDecoder().decode(data));
    }

    /** The errors that the page's scripts threw or wrote to the console. */
    List<String> complaints() {
        return page.complaints();
    }

    /** A text as a literal of JavaScript. */
    static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }

    /** Asks the browser to end, since only then it removes what it keeps outside its profile. */
    @Override
    public void close() throws InterruptedException {
        page.send("Browser.close", new JsonObject());
        process.waitFor(10, TimeUnit.SECONDS);
        page.close();
        stop(process);
    }

    private static void describe(JsonObject event, String code, int number, String text) {
        event.addProperty("code", code);
        event.addProperty("windowsVirtualKeyCode", number);
        if (!text.isEmpty()) {
            event.addProperty("text", text);
        }
    }

    private static JsonObject object(String name, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(name, value);
        return object;
    }

    private static Path program() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String name : NAMES) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return abort("no Chromium on the PATH under any of the names " + NAMES);
    }

    private static int port(Process process, Path profile) throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && System.nanoTime() < end) {
            String[] lines = Files.exists(file) ? Files.readString(file).split("\n") : new String[0];
            if (lines.length > 1) {
                return Integer.parseInt(lines[0].strip());
            }
            Thread.sleep(30);
        }
        throw new IOException("Chromium did not start: " + Files.readString(profile.resolve("browser.txt")));
    }

    private static void stop(Process process) throws InterruptedException {
        List<ProcessHandle> helpers = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        helpers.forEach(ProcessHandle::destroyForcibly);
    }
}
