package dev.tern.view;

final class XyChart {

    private XyChart() {}

    static Chart lines(String title, String xLabel, String yLabel, Series... series) {
        throw new UnsupportedOperationException("not drawn yet");
    }

    static Chart scatter(String title, String xLabel, String yLabel, Series... series) {
        throw new UnsupportedOperationException("not drawn yet");
    }
}
