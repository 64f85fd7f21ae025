package dev.tern.tensor;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The one class that starts ND4J, so that a process which asks for no INDArray never pays for it. */
final class Arrays4j {
    private Arrays4j() {}

    /** An array over {@code memory}, which the array keeps alive. */
    static INDArray view(FloatBuffer memory, int rows, int columns) {
        FloatPointer pointer = new FloatPointer(memory);
        return Nd4j.create(
                Nd4j.createBuffer(pointer, DataType.FLOAT, memory.capacity(), FloatIndexer.create(pointer)),
                rows,
                columns);
    }
}
