/** Tern inside the programs people open notebooks with: JupyterLab in a browser, nbclient, nbconvert. */
@NullMarked
package dev.tern.install.lab;

import org.jspecify.annotations.NullMarked;
