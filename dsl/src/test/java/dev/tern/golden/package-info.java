/** What each golden file's cases mean, in terms of our code. */
@NullMarked
package dev.tern.golden;

import org.jspecify.annotations.NullMarked;
