package dev.tern.view;

final class GroupChart {

    private GroupChart() {}

    static Chart draw(String title, tech.tablesaw.api.Table table, String x, String y, String by) {
        throw new UnsupportedOperationException("not drawn yet");
    }
}
