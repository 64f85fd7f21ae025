/** Operations of the tape whose forward is the integer arithmetic that is shipped. */
@NullMarked
package dev.tern.fixed;

import org.jspecify.annotations.NullMarked;
