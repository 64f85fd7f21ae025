/** What the file of a model holds, read without the half that trains: network, codes, ranges, tokenizer. */
@NullMarked
package dev.tern.stored;

import org.jspecify.annotations.NullMarked;
