/** Networks to and from the files of other tools: ONNX with its quantized operations, and Hugging Face's folders. */
@org.jspecify.annotations.NullMarked
package dev.tern.exchange;
