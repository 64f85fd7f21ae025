package dev.tern.kernel.widget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slider's steps are numbers one can read, about a hundred from end to end. */
class SliderTest {
    @ParameterizedTest
    @CsvSource({"0, 1, 0.01", "0.05, 0.95, 0.01", "-3, 3, 0.1", "0, 1000, 10", "0, 0.02, 0.0002", "0, 4, 0.05"})
    void stepsAreTidy(double least, double most, double step) {
        assertThat(Slider.between(least, most).traits().state().get("step")).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({
        "0.7100000000000001, 0.71",
        "0.7, 0.7",
        "0.705, 0.705",
        "0.7123456, 0.7123456",
        "0.30000000000000004, 0.3"
    })
    void whatBinarySumsLeaveBehindIsNotShown(double sent, double value) {
        assertThat(Slider.between(0.05, 0.95).fromState(sent)).isEqualTo(value);
    }
}
