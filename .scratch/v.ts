import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
const trust={Version:"2012-10-17",Statement:[{Effect:"Allow",Principal:{AWS:"111122223333"},Action:["sts:AssumeRole","sts:TagSession"]}]};
const all={Version:"2012-10-17",Statement:[{Effect:"Allow",Action:"*",Resource:"*"}]};
for (const [acct,ident] of [["111122223333",[]],["000000000000",[all]],["111122223333",[all]]] as any)
try { console.log(acct, ident.length, runUnsafeSimulation({request:{principal:"arn:aws:iam::111122223333:user/A",action:"sts:AssumeRole",resource:{resource:"arn:aws:iam::111122223333:role/R",accountId:acct},contextVariables:{}},identityPolicies:ident.map((policy:any)=>({name:"x",policy})),serviceControlPolicies:[],resourceControlPolicies:[],resourcePolicy:trust},{})); } catch(e) { console.log(e) }
