package dev.tern.install.lab;

import static dev.tern.install.lab.OpenLab.notebook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Widgets in JupyterLab with the front end of ipywidgets: drawn, moved while a cell runs, and back after a reload. */
class LabWidgetsTest {
    @RegisterExtension
    static final OpenLab LAB = new OpenLab();

    @BeforeEach
    void needsTheFrontEndOfIpywidgets() {
        assumeTrue(LAB.drawsWidgets(), "JupyterLab has no jupyterlab_widgets");
    }

    @Test
    void aSliderMovedByItsKeysIsFollowedByTheCellThatRuns() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "slider.ipynb",
                notebook()
                        .code("var x = slider(0, 1).named(\"a rather long name\").width(\"400px\"); x")
                        .code(
                                "System.out.println(\"begun\");\nwhile (x.value() < 0.05) Thread.sleep(5);\n\"moved to \" + x.value()"));
        Browser browser = LAB.browser();
        page.run(0);
        browser.await(60, "tern.node(0).querySelector('.widget-slider .noUi-handle')");
        page.start(1);
        page.awaitOutput(1, "begun");
        assertThat(page.prompt(1)).isEqualTo("[*]:");
        browser.evaluate("tern.node(0).querySelector('.noUi-handle').focus()");
        for (int i = 0; i < 7; i++) {
            browser.press("ArrowRight");
        }
        page.awaitEnd(1);
        browser.screenshot("widget-slider");
        assertThat(page.output(1)).contains("moved to 0.0");
        assertThat(page.output(0)).contains("a rather long name");
    }

    @Test
    void everyWidgetIsDrawnAndAClickPrintsUnderItsCell() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "widgets.ipynb",
                notebook()
                        .code("""
                                var out = output();
                                var all = column(
                                    row(slider(0, 1).named("real"), intSlider(1, 10).named("whole").at(3)),
                                    row(dropdown("red", "green").named("colour"), text("typed").named("text")),
                                    row(toggle("toggle"), checkbox("check"), button("go").onClick(() -> {
                                        System.out.println("clicked");
                                        out.show(Map.of("clicked", 1));
                                    })),
                                    row(progress(10).at(4.0).named("progress"), label("a label"), markup("<b>bold</b>")),
                                    out);
                                all""")
                        .code("interact((a, b) -> { System.out.println(\"for \" + a); return List.of(a, b); },"
                                + " intSlider(0, 9).at(2), dropdown(\"p\", \"q\"))"));
        Browser browser = LAB.browser();
        page.runAll();
        page.awaitEnd(1);
        browser.await(60, "tern.node(0).querySelectorAll('.jupyter-widgets').length > 15");
        browser.click(".jp-Notebook .jupyter-button.widget-button");
        page.awaitOutput(0, "clicked");
        browser.await(60, "tern.output(1).includes('for 2')");
        page.photograph("widgets");
        assertThat(page.visible(0, ".widget-slider")).isEqualTo(2);
        assertThat(page.visible(0, "select")).isOne();
        assertThat(page.visible(0, ".progress, .widget-hprogress")).isPositive();
        assertThat(page.visible(0, "b")).isPositive();
        assertThat(page.output(1)).contains("for 2");
    }

    @Test
    void trainingMovesABarAndLeavesAPlainOneBehind() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "progress.ipynb",
                notebook()
                        .code(
                                "var gate = new CountDownLatch(1);\n"
                                        + "new dev.tern.train.Progress(\"p\", \"epoch 1 of 2\", 1, 4, \"loss 0.5\", 3).report();\n"
                                        + "gate.await(20, TimeUnit.SECONDS);\n"
                                        + "new dev.tern.train.Progress(\"p\", \"epoch 2 of 2\", 4, 4, \"loss 0.2\", 0).report();"));
        Browser browser = LAB.browser();
        page.start(0);
        browser.await(60, "tern.node(0).querySelector('.widget-hprogress, .jupyter-widgets.widget-inline-hbox')");
        page.awaitOutput(0, "loss 0.5");
        browser.screenshot("widget-progress");
        page.awaitEnd(0);
        page.awaitOutput(0, "loss 0.2");
        browser.await(60, "!tern.node(0).querySelector('.jupyter-widgets')");
        assertThat(page.visible(0, "progress")).isOne();
    }

    @Test
    void aPageThatIsOpenedAgainShowsWhereTheSliderStands() throws IOException, InterruptedException {
        LabPage page = LAB.open("again.ipynb", notebook().code("var kept = intSlider(0, 100).at(20);\nkept"));
        Browser browser = LAB.browser();
        page.run(0);
        browser.await(60, "tern.node(0).querySelector('.widget-slider .noUi-handle')");
        browser.evaluate("tern.node(0).querySelector('.noUi-handle').focus()");
        browser.press("ArrowRight");
        browser.await(60, "tern.node(0).querySelector('.widget-readout').innerText === '21'");
        page.save();
        browser.await(60, "!tern.panel().context.model.dirty");
        browser.evaluate("tern.panel().dispose()");
        page.open("again.ipynb");
        browser.await(60, "tern.node(0).querySelector('.widget-readout').innerText === '21'");
        browser.screenshot("widget-reopened");
    }

    @Test
    void aSliderDrawsTheWeightsAgainForEachThreshold() throws IOException, InterruptedException {
        LabPage page = LAB.open(
                "threshold.ipynb",
                notebook()
                        .code("interact(t -> explain(TWN.threshold(t)),"
                                + " slider(0.05, 0.95).at(0.7).named(\"threshold\").width(\"400px\"))"));
        Browser browser = LAB.browser();
        page.run(0);
        browser.await(60, "tern.node(0).querySelector('.jp-OutputArea-output .jupyter-widgets img')");
        browser.evaluate("tern.node(0).querySelector('.noUi-handle').focus()");
        browser.press("ArrowRight");
        // Where it began it is called TWN alone.
        page.awaitOutput(0, "TWN.threshold(0.7");
        page.photograph("widget-threshold");
    }
}
