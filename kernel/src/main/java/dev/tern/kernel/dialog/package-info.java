/** What a cell may say and hear beside what it shows: lines and passwords typed, and comms. Runs beside the user's code. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.dialog;
