/** How long tasks report how far they are. */
package org.outeffhop.progress;
