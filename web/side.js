// Starting the worker's side: the page's own text in a Blob worker, with the module that is compiled already.

// Gives {worker, ready}: `ready` resolves when it listens, or is lost. onMessage gets what it says after that, onLost why it
// has stopped.
export function startSide(workerText, compiled, { onMessage, onLost }) {
    const url = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
    const worker = new Worker(url, { name: "errata" });
    const ready = new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
            if (data.type === "ready") {
                URL.revokeObjectURL(url);
                resolve();
            } else {
                onMessage(data);
            }
        };
        worker.onerror = (event) => {
            event.preventDefault();
            resolve();
            onLost(event.message);
        };
    });
    worker.postMessage({ type: "module", compiled });
    return { worker, ready };
}
